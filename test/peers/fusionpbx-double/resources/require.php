<?php

spl_autoload_register(function (string $class): void {
    $plugin = preg_replace('/^plugin_/', '', $class);
    $folders = $plugin === $class
        ? ['resources/classes', 'core/authentication/resources/classes']
        : ['core/authentication/resources/classes/plugins'];
    foreach ($folders as $folder) {
        $file = dirname(__DIR__) . "/$folder/$plugin.php";
        if (is_file($file)) {
            require_once $file;
            return;
        }
    }
});

require_once __DIR__ . '/functions.php';

global $config, $conf, $database, $settings;
$config = config::load();
$conf = $config->configuration();
$database = database::new();

if (PHP_SAPI !== 'cli') {
    ini_set('session.cookie_httponly', '1');
    ini_set('session.cookie_samesite', 'Lax');
    session_start();
    if (empty($_SESSION['domain_uuid'])) {
        $host = explode(':', $_REQUEST['domain_name'] ?? $_SERVER['HTTP_HOST'])[0];
        $row = $database->select('select domain_uuid from v_domains where domain_name = :name', ['name' => $host], 'row');
        if ($row) {
            $_SESSION['domain_uuid'] = $row['domain_uuid'];
            $_SESSION['domain_name'] = $host;
        }
    }
}

$settings = new settings(['database' => $database, 'domain_uuid' => $_SESSION['domain_uuid'] ?? '', 'user_uuid' => $_SESSION['user_uuid'] ?? '']);
