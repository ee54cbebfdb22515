<?php

// php setup.php on [--keep-remember-me] | off | remove | status. On the command line alone, as root.
if (PHP_SAPI !== 'cli') {
    http_response_code(404);
    exit;
}
require_once dirname(__DIR__, 2) . '/resources/require.php';
require_once __DIR__ . '/lib/load.php';

use Ringlock\FusionPBX\Host;
use Ringlock\FusionPBX\Setup;
use Ringlock\Portal\Fault;
use Ringlock\Portal\Settings;

switch ($argv[1] ?? '') {
    case 'on':
        try {
            // A method that cannot work would leave everybody out.
            Settings::read(Host::settingsFile());
        } catch (Fault $fault) {
            fwrite(STDERR, "Not switched on: {$fault->getMessage()}.\n");
            exit(1);
        }
        Setup::switchOn(in_array('--keep-remember-me', $argv, true));
        echo "FusionPBX's web login asks for Ringlock's code.\n";
        break;
    case 'off':
        Setup::switchOff();
        echo "FusionPBX's web login asks for the password alone.\n";
        break;
    case 'remove':
        Setup::remove();
        break;
    case 'status':
        echo Setup::isOn() ? "on\n" : "off\n";
        break;
    default:
        fwrite(STDERR, "usage: php setup.php on [--keep-remember-me] | off | remove | status\n");
        exit(2);
}
