<?php

require_once __DIR__ . '/resources/require.php';
require_once 'resources/check_auth.php';
header('Location: /core/dashboard/');
