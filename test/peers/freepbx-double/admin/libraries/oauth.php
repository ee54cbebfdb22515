<?php

// api Oauth.php: who gets a token.
if (in_array($_REQUEST['command'], ['rest', 'gql'], true)) {
    exit(json_encode(['data' => $_REQUEST['command']]));
}
$body = stripos($_SERVER['CONTENT_TYPE'] ?? '', 'json') === false ? $_POST : json_decode(file_get_contents('php://input'), true);
// :20-21: the address decides, whatever the body says, and its query is cut off as of any address.
$path = explode('?', $_GET['command'] ?? '')[0];
// Slim takes another method from the request, but for a body alone.
$method = $_SERVER['HTTP_X_HTTP_METHOD_OVERRIDE'] ?? $_POST['_METHOD'] ?? $_SERVER['REQUEST_METHOD'];
if ("$method $path" === 'POST token') { // :189, and the grants of :46-56
    $isUser = FreePBX::Userman()->checkCredentials($body['username'] ?? '', $body['password'] ?? '');
    $isGranted = ($body['grant_type'] ?? '') === 'password' ? $isUser : ($body['client_secret'] ?? '') === 'client-secret';
    http_response_code($isGranted ? 200 : 401);
    exit(json_encode($isGranted ? ['access_token' => 'token'] : ['error' => 'invalid_client']));
}
if ("$method $path" === 'GET authorize') { // :98
    $isUser = FreePBX::Userman()->checkCredentials($_REQUEST['username'] ?? '', $_REQUEST['password'] ?? '');
    exit(json_encode($isUser ? ['access_token' => 'implicit'] : ['page' => 'authorize']));
}
http_response_code(404);
exit(json_encode(['error' => 'not found']));
