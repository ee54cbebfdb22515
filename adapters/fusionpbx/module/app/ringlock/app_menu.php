<?php

// Under Home for everybody, under Accounts for admins: the parents are FusionPBX's own.
$ringlockTexts = (static function (): array {
    $text = [];
    include __DIR__ . '/app_languages.php';
    return $text;
})();
$ringlockItems = [
    ['ringlock-menu-account', '1a7d4c90-5e2f-4b6b-9a11-0c8f3e6d2b75', '02194288-6d56-6d3e-0b1a-d53a2bc10788', '/app/ringlock/ringlock.php',
        ['superadmin', 'admin', 'user', 'agent']],
    ['ringlock-menu-admin', 'c6e0b3f8-92d4-4d07-8b5a-71f4a9c2e603', 'bc96d773-ee57-0cdd-c3ac-2d91aba61b55', '/app/ringlock/ringlock_admin.php',
        ['superadmin', 'admin']],
];
foreach ($ringlockItems as $y => [$ringlockTitle, $ringlockUuid, $ringlockParent, $ringlockPath, $ringlockGroups]) {
    $apps[$x]['menu'][$y]['title'] = $ringlockTexts[$ringlockTitle];
    $apps[$x]['menu'][$y]['uuid'] = $ringlockUuid;
    $apps[$x]['menu'][$y]['parent_uuid'] = $ringlockParent;
    $apps[$x]['menu'][$y]['category'] = 'internal';
    $apps[$x]['menu'][$y]['icon'] = '';
    $apps[$x]['menu'][$y]['path'] = $ringlockPath;
    $apps[$x]['menu'][$y]['order'] = '';
    $apps[$x]['menu'][$y]['groups'] = $ringlockGroups;
}
unset($ringlockTexts, $ringlockItems, $ringlockTitle, $ringlockUuid, $ringlockParent, $ringlockPath, $ringlockGroups);
