<?php

declare(strict_types=1);

// Packed, the shared classes lie in portal/; in the project they are beside freepbx/.
require_once is_dir(dirname(__DIR__) . '/portal')
    ? dirname(__DIR__) . '/portal/autoload.php'
    : dirname(__DIR__, 3) . '/portal-php/autoload.php';

spl_autoload_register(static function (string $class): void {
    $prefix = 'Ringlock\\Freepbx\\';
    $name = strncmp($class, $prefix, strlen($prefix)) === 0 ? substr($class, strlen($prefix)) : '';
    if (preg_match('/^[A-Za-z]+$/D', $name) === 1 && is_file(__DIR__ . "/$name.php")) {
        require_once __DIR__ . "/$name.php";
    }
});
