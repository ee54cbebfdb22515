<?php

/** remember_me.php: a cookie that lets in for seven days from the same address and browser. */
class remember_me
{
    private database $database;
    private settings $settings;

    public function __construct(array $given = [])
    {
        $this->database = $given['database'];
        $this->settings = $given['settings'];
    }

    public function authenticate($contacts = false): ?array
    {
        if (!$this->settings->get('login', 'remember_me', false) || !isset($_COOKIE['remember'])) {
            return null;
        }
        [$selector, $validator] = explode(':', $_COOKIE['remember'] . ':');
        if (!is_uuid($selector)) {
            return null;
        }
        $row = $this->database->select(
            "select l.remember_validator, u.*, d.domain_name from v_user_logs l
               join v_users u on u.user_uuid = l.user_uuid join v_domains d on d.domain_uuid = u.domain_uuid
             where l.remember_selector = :selector and l.remote_address = :address and l.user_agent = :agent
               and l.\"timestamp\" > now() - interval '7 days'",
            ['selector' => $selector, 'address' => $_SERVER['REMOTE_ADDR'], 'agent' => $_SERVER['HTTP_USER_AGENT'] ?? ''],
            'row'
        );
        if (!$row || !password_verify($validator, $row['remember_validator'])) {
            return null;
        }
        return ['plugin' => 'remember_me', 'domain_name' => $row['domain_name'], 'username' => $row['username'],
            'user_uuid' => $row['user_uuid'], 'contact_uuid' => null, 'domain_uuid' => $row['domain_uuid'], 'authorized' => true];
    }

    public function issue_token(): array
    {
        [$selector, $validator] = [uuid(), bin2hex(random_bytes(16))];
        setcookie('remember', "$selector:$validator", ['expires' => time() + 7 * 86400, 'path' => '/', 'httponly' => true]);
        return ['selector' => $selector, 'hashed_validator' => password_hash($validator, PASSWORD_DEFAULT)];
    }
}
