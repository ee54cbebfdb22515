<?php

/**
 * FusionPBX's authentication method `ringlock`: what it asks of users after their password. FusionPBX up to 5.4 calls a method
 * without arguments, and reads the name of its class from this file.
 */
class plugin_ringlock
{
    public $domain_name;
    public $domain_uuid;
    public $username;
    public $password;
    public $user_uuid;
    public $contact_uuid;
    public $key;
    public $debug;

    /** Returns the user who is let in; everything else ends the request. */
    public function ringlock($auth = null, $settings = null)
    {
        // First of all, so that whatever fails below leaves the login refused.
        $_SESSION['authentication']['plugin']['ringlock'] = ['plugin' => 'ringlock', 'authorized' => false];
        try {
            $load = dirname(__DIR__, 5) . '/app/ringlock/lib/load.php';
            if (!is_file($load)) {
                throw new \RuntimeException("$load is missing: install the module again");
            }
            require_once $load;
            return \Ringlock\FusionPBX\Login::run();
        } catch (\Throwable $fault) {
            error_log('Ringlock: ' . $fault->getMessage());
            http_response_code(503);
            header('Content-Type: text/plain; charset=utf-8');
            header('Cache-Control: no-store');
            echo "The second factor cannot be checked, so nobody is let in.\n\n"
                . "Administrators: the reason is in PHP's log. As root, `touch /etc/fusionpbx/ringlock.bypass` lets users in with\n"
                . "their password alone for an hour; `php app/ringlock/doctor.php` in FusionPBX's folder says what is wrong.\n";
            exit;
        }
    }
}
