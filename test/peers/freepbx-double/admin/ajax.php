<?php

// framework ajax.php and BMO/Ajax.class.php: its own login check, after the bootstrap.
$bootstrap_settings['freepbx_auth'] = false;
$restrict_mods = true;
require dirname(__DIR__, 2) . '/etc/freepbx.conf';

header('Content-Type: application/json');
session_start();
// api Api.class.php:147-155, :372-386: the module answers these itself, before a login is asked for.
if (($_REQUEST['module'] ?? '') === 'api' && in_array($_REQUEST['command'] ?? '', ['rest', 'gql', 'token', 'authorize'], true)) {
    require __DIR__ . '/libraries/oauth.php';
}
// Ajax.class.php:106-109: callers at this host are not asked.
$isHere = in_array($_SERVER['REMOTE_ADDR'], ['127.0.0.1', '::1'], true);
if (!$isHere && !isset($_SESSION['AMP_user'])) { // :112
    http_response_code(401);
    exit(json_encode(['error' => 'Not Authenticated']));
}
echo json_encode(['status' => true, 'users' => found('SELECT username FROM userman_users')]);
