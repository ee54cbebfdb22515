<?php

// A user's own second factor. FusionPBX's header and footer read this page's variables, so it is no function.
require_once dirname(__DIR__, 2) . '/resources/require.php';
require_once 'resources/check_auth.php';
require_once __DIR__ . '/lib/load.php';

if (!permission_exists('ringlock_account')) {
    echo 'access denied';
    exit;
}

$texts = new \Ringlock\FusionPBX\Texts();
$document['title'] = $texts->get('menu-account');
require_once 'resources/header.php';
echo \Ringlock\FusionPBX\Elements::page('ringlock-account', 'account', $texts);
require_once 'resources/footer.php';
