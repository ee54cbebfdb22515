<?php

// The few classes and functions of framework, userman and ucp that the module and this double use.

interface BMO
{
}

class FreePBX_Helpers
{
}

#[\AllowDynamicProperties]
class FreePBX
{
    private static $created;
    private $conf;
    private $parts = [];

    public function __construct(array $conf)
    {
        $this->conf = $conf;
        self::$created = $this;
    }

    public static function create()
    {
        return self::$created;
    }

    public static function __callStatic($name, $arguments)
    {
        return self::$created->$name;
    }

    public function __get($name)
    {
        return $this->parts[$name] = $this->parts[$name] ?? $this->make($name);
    }

    private function make(string $name)
    {
        switch ($name) {
            case 'Config':
                return new DoubleConfig($this->conf);
            case 'Database':
                $pdo = new PDO($this->conf['DSN'], $this->conf['AMPDBUSER'], $this->conf['AMPDBPASS']);
                $pdo->setAttribute(PDO::ATTR_ERRMODE, PDO::ERRMODE_EXCEPTION);
                return $pdo;
            case 'Userman':
                return new DoubleUserman();
            case 'Ucp':
                return new DoubleUcp();
            case 'Modules':
                return new DoubleModules();
            case 'Ringlock':
                require_once $this->conf['AMPWEBROOT'] . '/admin/modules/ringlock/Ringlock.class.php';
                return new \FreePBX\modules\Ringlock($this);
        }
        throw new Exception("Unable to locate the FreePBX BMO Class '$name'");
    }
}

class DoubleConfig
{
    private $conf;

    public function __construct(array $conf)
    {
        $this->conf = $conf;
    }

    public function get($name)
    {
        return $this->conf[$name] ?? false;
    }
}

class DoubleModules
{
    public function checkStatus($module)
    {
        return in_array(strtolower($module), enabledModules(), true);
    }
}

function found(string $sql, array $values = []): array
{
    $statement = FreePBX::Database()->prepare($sql);
    $statement->execute($values);
    return $statement->fetchAll(PDO::FETCH_ASSOC);
}

/** userman Userman.class.php */
class DoubleUserman
{
    /** :2676 */
    public function checkCredentials($username, $password)
    {
        $user = $this->getUserByUsername($username);
        return $user !== false && password_verify($password, str_replace('$2a$', '$2y$', $user['password'])) ? $user['id'] : false;
    }

    /** :1718: of the first active directory that has the name */
    public function getUserByUsername($username, $directory = null, $extraInfo = true)
    {
        return found('SELECT u.* FROM userman_users u JOIN userman_directories d ON u.auth = d.id
            WHERE u.username = ? AND d.active = 1 ORDER BY d.`order` LIMIT 1', [$username])[0] ?? false;
    }

    public function getUserByID($id, $extraInfo = true)
    {
        return found('SELECT * FROM userman_users WHERE id = ?', [$id])[0] ?? false;
    }

    public function getCombinedGlobalSettingByID($id, $setting)
    {
        return $this->getCombinedModuleSettingByID($id, 'global', $setting);
    }

    public function getCombinedModuleSettingByID($id, $module, $setting)
    {
        $own = found('SELECT val FROM userman_users_settings WHERE uid = ? AND module = ? AND `key` = ?', [$id, $module, $setting]);
        if ($own !== []) {
            return $own[0]['val'];
        }
        return found('SELECT val FROM userman_groups_settings WHERE module = ? AND `key` = ? LIMIT 1', [$module, $setting])[0]['val'] ?? false;
    }

    /** :912 calls the hooks of module.xml */
    public function myShowPage(): array
    {
        return FreePBX::Ringlock()->usermanShowPage();
    }
}

/** ucp Ucp.class.php */
class DoubleUcp
{
    private $tokenCache;

    public function checkCredentials($username, $password) // :1242
    {
        return FreePBX::Userman()->checkCredentials($username, $password);
    }

    public function getCombinedSettingByID($id, $module, $setting) // :1007
    {
        return FreePBX::Userman()->getCombinedModuleSettingByID($id, "ucp|$module", $setting);
    }

    public function storeToken($token, $uid, $address) // :1211
    {
        FreePBX::Database()
            ->prepare('INSERT INTO ucp_sessions (session, uid, address, time) VALUES (?, ?, ?, ?) ON DUPLICATE KEY UPDATE time = VALUES(time)')
            ->execute([$token, $uid, $address, time()]);
    }

    public function getToken($token) // :1221
    {
        return $this->tokenCache = $this->tokenCache ?: (found('SELECT uid, address FROM ucp_sessions WHERE session = ?', [$token])[0] ?? false);
    }

    public function deleteToken($token, $uid) // :1180
    {
        FreePBX::Database()->prepare('DELETE FROM ucp_sessions WHERE session = ? AND uid = ?')->execute([$token, $uid]);
    }

    public function getUserIdByKey($key) // :1500
    {
        return $key === 'template-key' ? 1 : false;
    }
}

/** framework libraries/ampuser.class.php */
#[\AllowDynamicProperties]
class ampuser
{
    public $username;
    public $id;
    private $password;
    private $sections;
    private $mode;

    public function __construct($username, $mode = 'database')
    {
        $this->username = $username;
        $this->mode = $mode;
        $user = $mode === 'usermanager' ? FreePBX::Userman()->getUserByUsername($username) : false;
        $this->id = $user['id'] ?? null;
        $row = found('SELECT * FROM ampusers WHERE username = ?', [$username])[0] ?? null;
        $this->password = $row['password_sha1'] ?? false;
        $this->sections = $row === null ? [] : explode(';', $row['sections']);
    }

    public function setAdmin()
    {
        $this->sections = ['*'];
    }

    public function checkPassword($password)
    {
        if ($this->mode === 'usermanager') {
            return FreePBX::Userman()->getCombinedGlobalSettingByID($this->id, 'pbx_login')
                && FreePBX::Userman()->checkCredentials($this->username, $password);
        }
        return $this->password === sha1((string) $password);
    }

    public function checkSection($section)
    {
        return in_array('*', $this->sections, true) || in_array($section, $this->sections, true);
    }

    public function getMode()
    {
        return $this->mode;
    }
}

function set_language()
{
    $language = is_string($_COOKIE['lang'] ?? null) ? $_COOKIE['lang'] : 'en_US';
    setlocale(LC_MESSAGES, "$language.UTF-8", "$language.utf8", $language);
}

function freepbx_log_security($text)
{
    file_put_contents(FreePBX::Config()->get('SECURITYLOG'), "$text\n", FILE_APPEND | LOCK_EX);
}

function out($text)
{
    echo "$text\n";
}

/** The content of the first element of that name. */
function firstOf(string $element, string $xml): ?string
{
    return preg_match("#<$element>(.*?)</$element>#s", $xml, $found) === 1 ? trim($found[1]) : null;
}

/** Those whose files are as new as the row: framework's MODULE_STATUS_ENABLED, and not NEEDUPGRADE. */
function enabledModules(): array
{
    $enabled = [];
    foreach (found('SELECT modulename, version FROM modules WHERE enabled = 1') as $row) {
        $file = FreePBX::Config()->get('AMPWEBROOT') . "/admin/modules/{$row['modulename']}/module.xml";
        $version = is_file($file) ? firstOf('version', file_get_contents($file)) : null;
        if ($version !== null && version_compare($version, $row['version'], '<=')) {
            $enabled[] = $row['modulename'];
        }
    }
    return $enabled;
}

/** framework utility.functions.php:1146-1209 */
function bootstrap_include_hooks($type, $module)
{
    $root = FreePBX::Config()->get('AMPWEBROOT') . '/admin';
    foreach (enabledModules() as $enabled) {
        $hooks = firstOf($type, file_get_contents("$root/modules/$enabled/module.xml"));
        $hook = $hooks === null ? null : firstOf($module, $hooks);
        if ($hook !== null && is_file("$root/$hook")) {
            require_once "$root/$hook";
        }
    }
    return true;
}
