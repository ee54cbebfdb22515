<?php

declare(strict_types=1);

// Whatever goes wrong here ends the request. In a function, so that no variable of FreePBX's is touched.
(static function (): void {
    try {
        require_once __DIR__ . '/autoload.php';
        (new Ringlock\Freepbx\Gate())->pass();
    } catch (\Throwable $fault) {
        error_log('ringlock: ' . get_class($fault) . ': ' . $fault->getMessage() . ' in ' . $fault->getFile() . ':' . $fault->getLine());
        http_response_code(500);
        header('Content-Type: text/plain; charset=utf-8');
        header('Cache-Control: no-store');
        exit("The second factor cannot be asked for, so this login is refused. The web server's error log says why.\n"
            . "On the PBX, 'fwconsole ringlock off' lets you in for an hour.\n");
    }
})();
