<?php

require_once dirname(__DIR__, 2) . '/resources/require.php';
require_once 'resources/check_auth.php';
$title = 'Dashboard';
require_once 'resources/header.php';
echo '<p id="who">' . escape(($_SESSION['user']['username'] ?? '') . '@' . ($_SESSION['user']['domain_name'] ?? '')) . '</p>';
foreach ($_SESSION['messages'] ?? [] as $mood => $texts) {
    foreach ($texts as $text) {
        echo "<p class='message'>" . $text . '</p>';
    }
}
require_once 'resources/footer.php';
