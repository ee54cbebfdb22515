<?php

// php doctor.php [--json]: what is wrong with the set-up, and what to do. Ends with 1 where there is a fault.
if (PHP_SAPI !== 'cli') {
    http_response_code(404);
    exit;
}
require_once dirname(__DIR__, 2) . '/resources/require.php';
require_once __DIR__ . '/lib/load.php';

$findings = (new \Ringlock\FusionPBX\Doctor())->examine(dirname(__DIR__, 2));
if (in_array('--json', $argv, true)) {
    echo json_encode($findings, JSON_PRETTY_PRINT | JSON_UNESCAPED_SLASHES), "\n";
} else {
    foreach ($findings as $finding) {
        echo str_pad($finding['level'], 9), $finding['text'], "\n";
    }
}
exit(in_array('fault', array_column($findings, 'level'), true) ? 1 : 0);
