<?php

/** A first factor without a password of FusionPBX's own, as plugins/ldap.php is one: here the directory's password is `directory`. */
class plugin_ldap
{
    public $domain_name;
    public $domain_uuid;

    public function ldap($auth = null, $settings = null)
    {
        if (empty($_REQUEST['username'])) {
            echo "<!doctype html><form method='post'>Username <input name='username'> Password <input type='password' name='password'></form>";
            exit;
        }
        $row = database::new()->select(
            'select d.domain_name, u.* from v_users u join v_domains d on d.domain_uuid = u.domain_uuid
             where u.username = :name and d.domain_name = :domain',
            ['name' => $_REQUEST['username'], 'domain' => $this->domain_name],
            'row'
        );
        if (!$row || ($_REQUEST['password'] ?? '') !== 'directory') {
            return ['plugin' => 'ldap', 'domain_name' => '', 'username' => '', 'user_uuid' => '', 'contact_uuid' => '', 'domain_uuid' => '', 'authorized' => false];
        }
        $_SESSION['user_uuid'] = $row['user_uuid'];
        return ['plugin' => 'ldap', 'domain_name' => $row['domain_name'], 'username' => $row['username'], 'user_uuid' => $row['user_uuid'],
            'contact_uuid' => null, 'domain_uuid' => $row['domain_uuid'], 'authorized' => true];
    }
}
