<?php

/** Line numbers are those of FusionPBX's authentication.php. */
class authentication
{
    public $domain_uuid;
    public $user_uuid;
    public $domain_name;
    public $username;
    public $password;
    public $key;
    private database $database;
    private settings $settings;

    public function __construct(array $given = [])
    {
        $this->database = database::new();
        $this->settings = $given['settings'] ?? new settings();
    }

    public function validate()
    {
        $version = config::load()->get('double.version', 'master');
        $isMaster = $version === 'master';
        $this->get_domain();
        $this->settings = new settings(['database' => $this->database, 'domain_uuid' => $this->domain_uuid ?? '']);
        if (empty($_SESSION['authentication']['methods'])) {
            $_SESSION['authentication']['methods'][] = 'database';
        }

        // 102-110
        $remember_me = new remember_me(['database' => $this->database, 'settings' => $this->settings]);
        $result = $isMaster ? $remember_me->authenticate() : null;
        $authorized = is_array($result);
        $name = '';
        $detail = null;

        if (!$authorized) {
            // 112-170
            foreach ($_SESSION['authentication']['methods'] as $name) {
                if (!empty($_SESSION['authentication']['plugin'][$name]['authorized'])) {
                    continue;
                }
                if (!is_file(__DIR__ . "/plugins/$name.php")) {
                    continue;
                }
                $array = $this->ask($name, $version);
                if (!empty($array) && is_array($array)) {
                    foreach (['plugin', 'domain_name', 'username', 'user_uuid', 'contact_uuid', 'domain_uuid', 'authorized'] as $key) {
                        $result[$key] = $array[$key];
                    }
                    $this->domain_uuid = $array['domain_uuid'];
                    $this->user_uuid = $array['user_uuid'];
                    $_SESSION['authentication']['plugin'][$name] = $result;
                }
                if (empty($result['authorized'])) {
                    break;
                }
            }
            // 173-205
            foreach ($_SESSION['authentication']['methods'] as $each) {
                if (!isset($_SESSION['authentication']['plugin'][$each]['authorized'])) {
                    $_SESSION['authentication']['plugin'][$each] = ['plugin' => $each, 'authorized' => false];
                }
            }
            $authorized = false;
            foreach ($_SESSION['authentication']['plugin'] as $row) {
                $authorized = !empty($row['authorized']);
                if (!$authorized) {
                    $detail = 'Authentication plugin blocked login attempt';
                    break;
                }
            }
        }

        if ($authorized) {
            $this->settings = new settings(['database' => $this->database, 'domain_uuid' => $this->domain_uuid ?? '', 'user_uuid' => $this->user_uuid ?? '']);
            // 216-258, and not before 5.6: the file is looked for beside the class, and not called where it is missing.
            $more = array_diff($this->settings->get('authentication', 'methods', []), $_SESSION['authentication']['methods']);
            if ($isMaster && ($result['plugin'] ?? '') !== 'remember_me') {
                foreach ($more as $name) {
                    $_SESSION['authentication']['plugin'][$name]['authorized'] = false;
                    if (is_file(__DIR__ . "/plugins/$name.php")) {
                        $this->ask($name, $version);
                    }
                    if (!($_SESSION['authentication']['plugin'][$name]['authorized'] ?? false)) {
                        $authorized = false;
                        break;
                    }
                }
            }
            if ($authorized) {
                $this->create_user_session($result ?? [], in_array($version, ['5.3', 'master'], true));
                // 263-270
                if (!empty($_SESSION['remember']) && $this->settings->get('login', 'remember_me', false) && $result['plugin'] !== 'remember_me') {
                    $token = $remember_me->issue_token();
                    $_SESSION['authentication']['plugin'][$name]['remember_selector'] = $token['selector'];
                    $_SESSION['authentication']['plugin'][$name]['remember_validator'] = $token['hashed_validator'];
                }
            }
        }

        $_SESSION['authorized'] = $authorized;
        if (($result['plugin'] ?? '') !== 'remember_me') {
            user_logs::add($_SESSION['authentication']['plugin'][$name] ?? [], $detail);
        }
        return $result ?? false;
    }

    /** 126-137; 102 of 5.1.0, 109-113 of 5.3.0. */
    private function ask(string $name, string $version)
    {
        $class = "plugin_$name";
        $object = new $class();
        $object->domain_name = $this->domain_name;
        $object->domain_uuid = $this->domain_uuid;
        $hasArguments = in_array($version, ['5.5', 'master'], true) || $name === 'database';
        return $hasArguments ? $object->{$name}($this, $this->settings) : $object->{$name}();
    }

    /** 306-516 */
    private function create_user_session(array $result, bool $regenerates): void
    {
        if (!is_uuid($result['user_uuid'] ?? null) || !is_uuid($result['domain_uuid'] ?? null)) {
            return;
        }
        $_SESSION['domain_uuid'] = $result['domain_uuid'];
        $_SESSION['domain_name'] = $result['domain_name'];
        $_SESSION['user_uuid'] = $result['user_uuid'];
        $_SESSION['user_hash'] = hash('sha256', $_SERVER['HTTP_USER_AGENT'] ?? '');
        $_SESSION['user'] = array_intersect_key($result, array_flip(['domain_uuid', 'domain_name', 'user_uuid', 'username', 'contact_uuid']));
        $groups = $this->database->select(
            'select g.group_name from v_user_groups m join v_groups g on g.group_uuid = m.group_uuid where m.user_uuid = :user',
            ['user' => $result['user_uuid']]
        );
        $_SESSION['groups'] = $groups;
        $_SESSION['permissions'] = [];
        foreach ($groups as ['group_name' => $group]) {
            foreach ($this->database->select('select permission_name from v_group_permissions where group_name = :group', ['group' => $group]) as $row) {
                $_SESSION['permissions'][$row['permission_name']] = true;
            }
        }
        if ($regenerates) {
            session_regenerate_id(true);
        }
        $_SESSION['username'] = $result['username'];
    }

    /** 521-595 */
    public function get_domain()
    {
        $this->domain_name = explode(':', !empty($_REQUEST['domain_name']) ? $_REQUEST['domain_name'] : $_SERVER['HTTP_HOST'])[0];
        if (!empty($_REQUEST['username'])) {
            $_SESSION['username'] = trim($_REQUEST['username']);
        }
        $isGlobal = $this->settings->get('users', 'unique', '') === 'global';
        $at = strrpos($_SESSION['username'] ?? '', '@');
        if ($at !== false && !$isGlobal) {
            $behind = substr($_SESSION['username'], $at + 1);
            foreach ($_SESSION['domains'] as $row) {
                if (lower_case($row['domain_name']) === lower_case($behind)) {
                    $this->domain_uuid = $_SESSION['domain_uuid'] = $row['domain_uuid'];
                    $this->domain_name = $behind;
                    $this->username = $_SESSION['username'] = substr($_SESSION['username'], 0, $at);
                }
            }
        }
        foreach (isset($this->domain_uuid) ? [] : $_SESSION['domains'] as $row) {
            if (lower_case($row['domain_name']) === lower_case($this->domain_name)) {
                $this->domain_uuid = $_SESSION['domain_uuid'] = $row['domain_uuid'];
            }
        }
        (new domains())->set();
        if (!empty($_SESSION['domain_uuid'])) {
            $_SESSION['domain_name'] = $this->domain_name;
        }
        return $this->domain_name;
    }
}
