<?php

// Ringlock asks here whether the login is guarded: an answer that only the portal's key can make, for a nonce, without a login.
require_once dirname(__DIR__, 2) . '/resources/require.php';
require_once __DIR__ . '/lib/load.php';

use Ringlock\FusionPBX\Bypass;
use Ringlock\FusionPBX\Host;
use Ringlock\FusionPBX\Setup;
use Ringlock\Portal\Fault;
use Ringlock\Portal\Probe;
use Ringlock\Portal\Settings;

header('Content-Type: application/json');
header('Cache-Control: no-store');
try {
    $key = Settings::read(Host::settingsFile())->key();
    $isOn = Setup::isOn() && Setup::openDomains() === [] && !Bypass::isOpen(time());
    $nonce = is_string($_GET['nonce'] ?? null) ? $_GET['nonce'] : '';
    $answer = Probe::answer($nonce, $key, 'fusionpbx', Host::VERSION, $isOn ? 'on' : 'off');
    http_response_code($answer === null ? 400 : 200);
    echo json_encode($answer ?? ['error' => ['code' => 'invalid-request', 'message' => 'that is no nonce']]);
} catch (Fault $fault) {
    Host::log(LOG_ERR, 'Ringlock: ' . $fault->getMessage());
    http_response_code(503);
    echo json_encode(['error' => ['code' => 'unavailable', 'message' => 'the module is set up wrong']]);
}
