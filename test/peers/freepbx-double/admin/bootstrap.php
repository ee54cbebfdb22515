<?php

// framework bootstrap.php: what a script includes through freepbx.conf.
require_once __DIR__ . '/libraries/double.php';

$bootstrap_settings = $bootstrap_settings ?? [];
$bootstrap_settings += ['freepbx_auth' => true];
$restrict_mods = $restrict_mods ?? false;

new FreePBX($amp_conf);
set_language();

// bootstrap.php:267-275: the command line and scripts with a login of their own are not asked.
if (!$bootstrap_settings['freepbx_auth'] || PHP_SAPI === 'cli') {
    if (!defined('FREEPBX_IS_AUTH')) {
        define('FREEPBX_IS_AUTH', 'TRUE');
    }
} else {
    require __DIR__ . '/libraries/gui_auth.php';
}
if (!isset($no_auth) && !defined('FREEPBX_IS_AUTH')) {
    die('No direct script access allowed');
}
// bootstrap.php:292, before restrict_mods is looked at (:295).
bootstrap_include_hooks('pre_module_load', 'all_mods');
if ($restrict_mods !== true) {
    foreach (enabledModules() as $module) {
        $functions = FreePBX::Config()->get('AMPWEBROOT') . "/admin/modules/$module/functions.inc.php";
        if (is_file($functions)) {
            require_once $functions;
        }
    }
}
