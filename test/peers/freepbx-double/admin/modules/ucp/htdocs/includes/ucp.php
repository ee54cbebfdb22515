<?php

// ucp htdocs/includes: User.class.php, Session.class.php and Modules.class.php, as far as a login goes.
namespace UCP;

#[\AllowDynamicProperties]
class Modules
{
    public function __get($name)
    {
        return $name === 'UCP' ? UCP::$created : null;
    }
}

class Session
{
    public function __get($name)
    {
        session_start();
        $value = $_SESSION["UCP_$name"] ?? null;
        session_write_close();
        return $value;
    }

    public function __set($name, $value)
    {
        session_start();
        $_SESSION["UCP_$name"] = $value;
        session_write_close();
    }
}

class User
{
    private $uid;

    public function getUser()
    {
        return $this->checkToken() ? \FreePBX::Userman()->getUserByID($this->uid) : false;
    }

    /** :225-245 */
    public function login($username, $password, $remember = false, $direct = false)
    {
        $uid = $direct ? \FreePBX::Userman()->getUserByUsername($username)['id'] : \FreePBX::Ucp()->checkCredentials($username, $password);
        if (empty($uid) || empty(\FreePBX::Ucp()->getCombinedSettingByID($uid, 'Global', 'allowLogin'))) {
            freepbx_log_security("Authentication failure for $username from " . $_SERVER['REMOTE_ADDR']);
            return false;
        }
        $this->uid = $uid;
        if (!$this->checkToken()) {
            $token = bin2hex(random_bytes(16));
            UCP::$created->Session->token = $token;
            \FreePBX::Ucp()->storeToken($token, $uid, $_SERVER['REMOTE_ADDR']);
            if ($remember) {
                setcookie('ucp_rememberme', $token, time() + 60 * 60 * 24 * 7); // :281
            }
        }
        return true;
    }

    public function logout()
    {
        $token = UCP::$created->Session->token ?: ($_COOKIE['ucp_rememberme'] ?? '');
        $this->checkToken();
        UCP::$created->Session->token = null;
        \FreePBX::Ucp()->deleteToken($token, $this->uid);
        setcookie('ucp_rememberme', '', time() - 3600);
    }

    /** :340-360 */
    private function checkToken()
    {
        $token = UCP::$created->Session->token ?: ($_COOKIE['ucp_rememberme'] ?? '');
        $found = empty($token) ? false : \FreePBX::Ucp()->getToken($token);
        if (empty($found) || $found['address'] !== $_SERVER['REMOTE_ADDR']) {
            return false;
        }
        $this->uid = $found['uid'];
        return true;
    }
}

class UCP
{
    public static $created;
    public $Session;
    public $User;
    private $modules = [];

    public function __construct()
    {
        self::$created = $this;
        $this->Session = new Session();
        $this->User = new User();
    }

    /** Ajax.class.php:33: the session is let go of before anything is done. User.class.php:42, :118-135. */
    public function request(string $command): array
    {
        session_write_close();
        if ($command === 'login') {
            session_start();
            $isForm = isset($_SESSION['UCP_login_token'], $_POST['token']) && $_SESSION['UCP_login_token'] === $_POST['token'];
            session_write_close();
            if (!$isForm) {
                http_response_code(403);
                return ['error' => 'ajaxRequest declined'];
            }
            if (!$this->User->login($_POST['username'] ?? '', $_POST['password'] ?? '', isset($_POST['rememberme']))) {
                return ['status' => false, 'message' => 'Invalid Login Credentials'];
            }
            // The time in which a second request of the browser already has the token.
            usleep((int) \FreePBX::Config()->get('HOOKDELAY'));
            foreach ($this->modules() as $module) {
                if (method_exists($module, 'login')) {
                    $module->login();
                }
            }
            return ['status' => true, 'token' => $this->Session->token];
        }
        return ['status' => true, 'user' => $this->User->getUser()['username']];
    }

    /** The objects of the modules that are enabled and have a folder here. */
    public function modules(): array
    {
        if ($this->modules === []) {
            $file = dirname(__DIR__) . '/modules/Ringlock/Ringlock.class.php';
            if (is_file($file) && in_array('ringlock', enabledModules(), true)) {
                require_once $file;
                $this->modules[] = new \UCP\Modules\Ringlock($this);
            }
        }
        return $this->modules;
    }
}
