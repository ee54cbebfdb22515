<?php

// Ringlock asks here whether the login is guarded: an answer that only the portal's key can make, for a nonce, without a login.
require_once dirname(__DIR__, 2) . '/resources/require.php';
require_once __DIR__ . '/lib/load.php';

use Ringlock\FusionPBX\Bypass;
use Ringlock\FusionPBX\Host;
use Ringlock\FusionPBX\OpenWays;
use Ringlock\FusionPBX\Setup;
use Ringlock\Portal\Fault;
use Ringlock\Portal\Probe;
use Ringlock\Portal\Settings;

header('Content-Type: application/json');
header('Cache-Control: no-store');
try {
    $settings = Settings::read(Host::settingsFile());
    $key = $settings->key();
    $until = Bypass::until(time());
    $isOn = Setup::isOn();
    $isWhole = $isOn && Setup::openDomains() === [] && $until === 0;
    $nonce = $_GET['ringlock_probe'] ?? $_GET['nonce'] ?? '';
    $nonce = is_string($nonce) ? $nonce : '';
    $answer = Probe::answer($nonce, $key, 'fusionpbx', Host::VERSION, $isWhole ? 'on' : 'off');
    if ($answer !== null && Probe::isRinglocks($nonce, $key)) {
        $gate = $isOn ? ($until > 0 ? 'bypassed' : 'on') : 'off';
        $answer += Probe::report($nonce, $settings, 'fusionpbx', Host::VERSION, $gate, $until, OpenWays::all($settings));
    }
    http_response_code($answer === null ? 400 : 200);
    echo json_encode($answer ?? ['error' => ['code' => 'invalid-request', 'message' => 'that is no nonce']]);
} catch (Fault $fault) {
    Host::log(LOG_ERR, 'Ringlock: ' . $fault->getMessage());
    http_response_code(503);
    echo json_encode(['error' => ['code' => 'unavailable', 'message' => 'the module is set up wrong']]);
}
