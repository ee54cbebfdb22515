<?php

/** Line numbers are those of FusionPBX's plugins/database.php. */
class plugin_database
{
    public $domain_name;
    public $domain_uuid;

    public function database(authentication $auth, settings $settings)
    {
        // 92
        if (!empty($_SESSION['authentication']['plugin']['database']['authorized'])) {
            return;
        }
        // 97
        if (empty($_REQUEST['username']) && empty($_REQUEST['key'])) {
            $token = (new token())->create('login');
            $remember = $settings->get('login', 'remember_me') ? "<label><input type='checkbox' name='remember'> Remember me</label>" : '';
            echo "<!doctype html><html lang='en'><title>Login</title><form method='post' action=''>"
                . "<label>Username <input name='username'></label> <label>Password <input type='password' name='password'></label> $remember"
                . "<input type='hidden' name='{$token['name']}' value='{$token['hash']}'><button>Login</button></form>";
            exit;
        }
        // 178; since 5.6
        if (config::load()->get('double.version', 'master') === 'master' && !(new token())->validate('login')) {
            message::add('Invalid Token', 'negative');
            header('Location: login.php');
            exit;
        }
        if (isset($_POST['remember'])) {
            $_SESSION['remember'] = $_POST['remember'];
        }
        $auth->get_domain();

        // 240-256
        $key = $_REQUEST['key'] ?? '';
        $hasKey = strlen($key) > 30;
        $isGlobal = $settings->get('users', 'unique', '') === 'global';
        $row = $settings->database()->select(
            'select d.domain_name, u.* from v_users u join v_domains d on d.domain_uuid = u.domain_uuid where '
                . ($hasKey ? 'u.api_key = :login' : '(lower(u.username) = lower(:login) or lower(u.user_email) = lower(:login))')
                . ($isGlobal ? '' : ' and u.domain_uuid = :domain') . ' and (user_enabled = true or user_enabled is null)',
            ['login' => $hasKey ? $key : ($_SESSION['username'] ?? '')] + ($isGlobal ? [] : ['domain' => $auth->domain_uuid]),
            'row'
        );
        if (!$row) {
            return;
        }
        $isRight = $hasKey ? $key === $row['api_key'] : password_verify($_REQUEST['password'] ?? '', $row['password']);
        if (!$isRight) {
            return false;
        }
        foreach (['domain_uuid', 'domain_name', 'user_uuid', 'username', 'user_email', 'contact_uuid'] as $each) {
            $_SESSION[$each] = $row[$each];
        }
        // 381-395
        return ['plugin' => 'database', 'domain_name' => $row['domain_name'], 'username' => $row['username'], 'user_uuid' => $row['user_uuid'],
            'domain_uuid' => $row['domain_uuid'], 'contact_uuid' => $row['contact_uuid'], 'user_email' => $row['user_email'], 'authorized' => true];
    }
}
