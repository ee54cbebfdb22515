<?php

// ucp htdocs/index.php
ob_start();
$bootstrap_settings['freepbx_auth'] = false;
$restrict_mods = true;
require dirname(__DIR__, 5) . '/etc/freepbx.conf';
require __DIR__ . '/includes/ucp.php';
ob_end_clean();

$ucp = new \UCP\UCP();
if (!empty($_REQUEST['unlockkey'])) { // :32-42
    $uid = FreePBX::Ucp()->getUserIdByKey($_REQUEST['unlockkey']);
    if ($uid) {
        $user = FreePBX::Userman()->getUserByID($uid);
        $ucp->User->login($user['username'], $user['password'], false, true);
    }
}
$user = $ucp->User->getUser();
if (isset($_REQUEST['logout'])) { // :47-55
    $ucp->User->logout();
    header('Location: index.php');
    exit;
}
$command = $_REQUEST['command'] ?? '';
if ((isset($_REQUEST['quietmode']) && $user) || $command === 'login') { // :65-72
    header('Content-Type: application/json');
    exit(json_encode($ucp->request($command)));
} elseif (isset($_REQUEST['quietmode'])) {
    header('HTTP/1.0 401 Unauthorized');
    exit('{"status":"false","message":"forbidden"}');
}
if ($user) {
    echo '<!doctype html><html lang="en"><head><title>UCP</title><link rel="icon" href="data:,"></head><body><h1>UCP double of ' . htmlspecialchars($user['username']) . '</h1>';
    foreach ($ucp->modules() as $module) {
        foreach ($module->getUserSettingsDisplay() as $tab) {
            echo "<section><h2>{$tab['name']}</h2>{$tab['html']}</section>";
        }
    }
    echo '</body></html>';
    exit;
}
$token = bin2hex(random_bytes(16));
$ucp->Session->login_token = $token;
// What ucp.js does (normalLogin): it posts the form, and loads the page anew at status true.
echo '<!doctype html><html lang="en"><head><title>UCP</title><link rel="icon" href="data:,"></head><body><h1>UCP double: login</h1>'
    . "<form id=\"frm-login\" method=\"post\"><input type=\"hidden\" name=\"token\" value=\"$token\">"
    . '<input name="username"><input type="password" name="password"><input type="checkbox" name="rememberme"><button>Login</button><p id="error-msg"></p></form>'
    . '<script>document.querySelector("form").addEventListener("submit", async (event) => { event.preventDefault();'
    . 'const form = new URLSearchParams(new FormData(event.target)); form.set("module", "User"); form.set("command", "login");'
    . 'const data = await (await fetch("ajax.php", { method: "POST", body: form })).json();'
    . 'if (data.status) location.reload(); else document.querySelector("#error-msg").textContent = data.message })</script></body></html>';
