<?php

require_once __DIR__ . '/require.php';

if (!isset($_SESSION['domains'])) {
    (new domains())->session();
    (new domains())->set();
}

$_SESSION['authorized'] = $_SESSION['authorized'] ?? false;

// check_auth.php 109: a session belongs to the browser that it began in.
if ($_SESSION['authorized'] && $_SESSION['user_hash'] !== hash('sha256', $_SERVER['HTTP_USER_AGENT'] ?? '')) {
    session_destroy();
    header('Location: /logout.php');
    exit;
}

// check_auth.php 115
if (!$_SESSION['authorized']) {
    $result = (new authentication(['settings' => $settings]))->validate();
    if (empty($_SESSION['authorized'])) {
        double_syslog(LOG_WARNING, '[' . $_SERVER['REMOTE_ADDR'] . '] authentication failed for ' . ($result['username'] ?? ''));
        message::add('Authentication Failed', 'negative');
        header('Location: /?path=' . urlencode($_SERVER['PHP_SELF']));
        exit;
    }
    $settings = new settings(['database' => $database, 'domain_uuid' => $_SESSION['domain_uuid'], 'user_uuid' => $_SESSION['user_uuid']]);
    if (!isset($_REQUEST['key']) && !isset($_COOKIE['remember'])) {
        header('Location: ' . ($_SESSION['redirect_path'] ?? '/core/dashboard/'));
        exit;
    }
}
