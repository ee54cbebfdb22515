<?php

// FusionPBX's upgrade reads it: the method is registered and off, because it is switched on by setup.php and by nothing else.
$apps[$x]['name'] = 'Ringlock';
$apps[$x]['uuid'] = '5f2b8b1e-3f0c-4a53-9d0e-6a2c1d7e94b1';
$apps[$x]['category'] = 'Core';
$apps[$x]['subcategory'] = '';
$apps[$x]['version'] = '0.1.0';
$apps[$x]['license'] = 'MIT';
$apps[$x]['url'] = '';
$apps[$x]['description']['en-us'] = 'Asks for a second factor after the password.';

$y = 0;
$apps[$x]['permissions'][$y]['name'] = 'ringlock_account';
$apps[$x]['permissions'][$y]['groups'] = ['superadmin', 'admin', 'user', 'agent'];
$y++;
$apps[$x]['permissions'][$y]['name'] = 'ringlock_admin';
$apps[$x]['permissions'][$y]['groups'] = ['superadmin', 'admin'];

$y = 0;
$apps[$x]['default_settings'][$y]['default_setting_uuid'] = '8d3f1c52-7a0b-4e19-8c36-2b94e5d7a610';
$apps[$x]['default_settings'][$y]['default_setting_category'] = 'authentication';
$apps[$x]['default_settings'][$y]['default_setting_subcategory'] = 'methods';
$apps[$x]['default_settings'][$y]['default_setting_name'] = 'array';
$apps[$x]['default_settings'][$y]['default_setting_value'] = 'ringlock';
$apps[$x]['default_settings'][$y]['default_setting_order'] = '50';
$apps[$x]['default_settings'][$y]['default_setting_enabled'] = 'false';
$apps[$x]['default_settings'][$y]['default_setting_description'] = 'Switched on and off by app/ringlock/setup.php.';
