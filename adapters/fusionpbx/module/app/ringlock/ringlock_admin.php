<?php

// The second factors of the users of the admin's own domain; a superadmin's reach is all of them. Ringlock says which they are.
require_once dirname(__DIR__, 2) . '/resources/require.php';
require_once 'resources/check_auth.php';
require_once __DIR__ . '/lib/load.php';

if (!permission_exists('ringlock_admin')) {
    echo 'access denied';
    exit;
}

$texts = new \Ringlock\FusionPBX\Texts();
$document['title'] = $texts->get('menu-admin');
require_once 'resources/header.php';
echo \Ringlock\FusionPBX\Elements::page('ringlock-admin-status', 'admin', $texts);
require_once 'resources/footer.php';
