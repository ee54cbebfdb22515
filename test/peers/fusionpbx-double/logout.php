<?php

require_once __DIR__ . '/resources/require.php';
session_unset();
session_destroy();
header('Location: /');
