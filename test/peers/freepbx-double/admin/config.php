<?php

// framework config.php: the class of what the session holds first; the session is open from here to the end of the request.
require_once __DIR__ . '/libraries/double.php';
session_start();
if (isset($_REQUEST['logout'])) {
    unset($_SESSION['AMP_user']);
}
$username = isset($_REQUEST['username']) ? htmlentities(strip_tags((string) $_REQUEST['username'])) : false;
$password = $_REQUEST['password'] ?? false;
if (isset($_REQUEST['restrictmods'])) {
    $restrict_mods = true;
}
require dirname(__DIR__, 2) . '/etc/freepbx.conf';

// config.php:143, switched on by REMOTEUNLOCK
if (FreePBX::Config()->get('REMOTEUNLOCK') && ($_REQUEST['unlock'] ?? '') === 'remote-unlock-key') {
    unset($no_auth);
    $_SESSION['AMP_user'] = new ampuser('fwconsole');
    $_SESSION['AMP_user']->setAdmin();
}
if (isset($no_auth) || !isset($_SESSION['AMP_user'])) {
    echo '<!doctype html><html lang="en"><title>Login</title><h1>FreePBX double: login</h1><form id="loginform" method="post" action="config.php">'
        . '<label>Name <input name="username"></label><label>Password <input type="password" name="password"></label>'
        . '<button>Continue</button></form></html>';
    exit;
}
$display = $_REQUEST['display'] ?? '';
echo '<!doctype html><html lang="en"><head><title>Administration</title><link rel="icon" href="data:,"></head><body><h1>FreePBX double: administration of '
    . htmlspecialchars($_SESSION['AMP_user']->username) . '</h1>';
if ($display === 'ringlock') {
    include __DIR__ . '/modules/ringlock/page.ringlock.php';
} elseif ($display === 'userman') {
    foreach (FreePBX::Userman()->myShowPage() as $section) {
        echo "<h2>{$section['title']}</h2>{$section['content']}";
    }
}
echo '</body></html>';
