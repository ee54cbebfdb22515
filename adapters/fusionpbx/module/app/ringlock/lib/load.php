<?php

declare(strict_types=1);

/**
 * Loads Ringlock\FusionPBX\NAME from NAME.php beside this file. By itself, and not by FusionPBX's loader: that one remembers which
 * classes there were when php-fpm started.
 */
require_once dirname(__DIR__) . '/portal/autoload.php';

spl_autoload_register(static function (string $class): void {
    $prefix = 'Ringlock\\FusionPBX\\';
    $name = strncmp($class, $prefix, strlen($prefix)) === 0 ? substr($class, strlen($prefix)) : '';
    if (preg_match('/^[A-Za-z]+$/', $name) === 1 && is_file(__DIR__ . "/$name.php")) {
        require_once __DIR__ . "/$name.php";
    }
});
