<?php

// ucp htdocs/ajax.php
ob_start();
$bootstrap_settings['freepbx_auth'] = false;
$restrict_mods = true;
require dirname(__DIR__, 5) . '/etc/freepbx.conf';
require __DIR__ . '/includes/ucp.php';
ob_end_clean();

$ucp = new \UCP\UCP();
$user = $ucp->User->getUser();
header('Content-Type: application/json');
$command = $_REQUEST['command'] ?? '';
if ($command !== 'login' && ($_REQUEST['module'] ?? '') !== 'User' && !$user) {
    header('HTTP/1.0 403 Forbidden');
    exit('{"status":"false","message":"forbidden"}');
}
echo json_encode($ucp->request($command));
