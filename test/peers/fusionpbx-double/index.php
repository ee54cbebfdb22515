<?php

require_once __DIR__ . '/resources/require.php';
header('Location: ' . (isset($_SESSION['username']) ? '/core/dashboard/' : '/login.php'));
