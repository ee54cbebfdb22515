<?php

declare(strict_types=1);

// fwconsole unlock SESSION puts an administrator into a session. The gate lets in none that was not written down here.
require_once __DIR__ . '/autoload.php';

(static function (): void {
    $arguments = array_values(array_filter($_SERVER['argv'], static function (string $argument): bool {
        return strncmp($argument, '-', 1) !== 0;
    }));
    $session = $arguments[2] ?? '';
    if (($arguments[1] ?? '') !== 'unlock' || preg_match('/^[A-Za-z0-9,-]{16,256}$/D', $session) !== 1) {
        return;
    }
    (new Ringlock\Freepbx\Passes(\FreePBX::Database()))->add('unlock', $session, 'fwconsole', 600);
})();
