<?php

// core/upgrade/upgrade.php of FusionPBX: registers what the applications say of themselves, and takes nothing back.
require_once dirname(__DIR__, 2) . '/resources/require.php';

$apps = [];
foreach (glob(PROJECT_ROOT . '/app/*/app_config.php') as $x => $file) {
    include $file;
    if (is_file(dirname($file) . '/app_menu.php')) {
        include dirname($file) . '/app_menu.php';
    }
}

foreach ($apps as $app) {
    switch ($argv[1] ?? '') {
        case 'defaults':
            foreach ($app['default_settings'] ?? [] as $setting) {
                $columns = array_keys($setting);
                $database->execute(
                    'insert into v_default_settings (' . implode(', ', $columns) . ') values (:' . implode(', :', $columns)
                        . ') on conflict (default_setting_uuid) do nothing',
                    array_map(fn ($value) => $value === '' ? null : $value, $setting)
                );
            }
            break;
        case 'permissions':
            foreach ($app['permissions'] ?? [] as $permission) {
                foreach ($permission['groups'] as $group) {
                    $database->execute(
                        'insert into v_group_permissions (permission_name, group_name) select :name, :group where not exists
                           (select 1 from v_group_permissions where permission_name = :name2 and group_name = :group2)',
                        ['name' => $permission['name'], 'group' => $group, 'name2' => $permission['name'], 'group2' => $group]
                    );
                }
            }
            break;
        case 'menu':
            foreach ($app['menu'] ?? [] as $item) {
                $database->execute(
                    'insert into v_menu_items (menu_item_uuid, menu_item_parent_uuid, menu_item_title, menu_item_link)
                     values (:uuid, :parent, :title, :link) on conflict (menu_item_uuid) do nothing',
                    ['uuid' => $item['uuid'], 'parent' => $item['parent_uuid'], 'title' => $item['title']['en-us'], 'link' => $item['path']]
                );
            }
    }
}
