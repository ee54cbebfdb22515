<?php

// api Oauth.php: who gets a token.
require_once dirname(__DIR__) . '/libraries/double.php';
session_start();
$bootstrap_settings['freepbx_auth'] = false;
require dirname(__DIR__, 3) . '/etc/freepbx.conf';

header('Content-Type: application/json');
$body = stripos($_SERVER['CONTENT_TYPE'] ?? '', 'json') === false ? $_POST : json_decode(file_get_contents('php://input'), true);
$isUser = FreePBX::Userman()->checkCredentials($body['username'] ?? '', $body['password'] ?? '');
switch (strtolower($_REQUEST['command'] ?? '')) {
    case 'token': // :189, and the grants of :46-56
        $isGranted = ($body['grant_type'] ?? '') === 'password' ? $isUser : ($body['client_secret'] ?? '') === 'client-secret';
        http_response_code($isGranted ? 200 : 401);
        exit(json_encode($isGranted ? ['access_token' => 'token'] : ['error' => 'invalid_client']));
    case 'authorize': // :98
        exit(json_encode($isUser ? ['code' => 'code'] : ['page' => 'authorize']));
}
echo json_encode(['data' => 'rest']);
