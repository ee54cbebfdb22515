<?php

/**
 * Every request that loads FreePBX passes here, by the hook in module.xml or by the anchor in freepbx.conf. Kept so short that
 * there is nothing in it to go wrong: what goes wrong below ends a web request, and leaves fwconsole alone.
 */
if (PHP_SAPI !== 'cli') {
    require_once __DIR__ . '/src/guard.php';
} elseif (in_array('unlock', $_SERVER['argv'] ?? [], true)) {
    try {
        require_once __DIR__ . '/src/note-unlock.php';
    } catch (\Throwable $fault) {
        error_log('ringlock: ' . $fault->getMessage());
    }
}
