<?php

declare(strict_types=1);

/**
 * Loads Ringlock\Portal\NAME from NAME.php beside this file. A PBX may hold two modules that each pack a copy; the first that is
 * loaded serves both.
 */
spl_autoload_register(static function (string $class): void {
    $prefix = 'Ringlock\\Portal\\';
    if (strncmp($class, $prefix, strlen($prefix)) !== 0) {
        return;
    }
    $name = substr($class, strlen($prefix));
    $file = __DIR__ . '/' . $name . '.php';
    if (preg_match('/^[A-Za-z0-9]+$/D', $name) === 1 && is_file($file)) {
        require_once $file;
    }
});
