<?php

// framework libraries/gui_auth.php. $username and $password are set by config.php.
if (!isset($_SESSION['AMP_user'])) {
    if (empty($username) || empty($password)) {
        switch (strtolower($amp_conf['AUTHTYPE'])) {
            case 'usermanager':
            case 'database':
                $no_auth = true;
                break;
        }
    }
    switch (strtolower($amp_conf['AUTHTYPE'])) {
        case 'webserver': // :36-42
            $_SESSION['AMP_user'] = new ampuser($_SERVER['PHP_AUTH_USER'] ?? '');
            if (empty($_SESSION['AMP_user']->username)) {
                unset($_SESSION['AMP_user']);
                $no_auth = true;
            } else {
                $_SESSION['AMP_user']->setAdmin();
            }
            break;
        case 'none': // :43-47
            $_SESSION['AMP_user'] = new ampuser($amp_conf['AMPDBUSER']);
            $_SESSION['AMP_user']->setAdmin();
            break;
        case 'usermanager': // :48-71
            if (!empty($username) && in_array('userman', enabledModules(), true)) {
                $no_auth = true;
                $user = new ampuser($username, 'usermanager');
                if ($user->checkPassword($password)) {
                    unset($no_auth);
                    if (FreePBX::Userman()->getCombinedGlobalSettingByID($user->id, 'pbx_admin')) {
                        $user->setAdmin();
                    }
                    $_SESSION['AMP_user'] = $user;
                    break;
                }
            }
            // No break: :72, so that administrators get in where User Manager is broken.
        default: // :73-91
            if (!empty($username)) {
                $no_auth = true;
                $user = new ampuser($username);
                if ($user->checkPassword($password)) {
                    unset($no_auth);
                    $_SESSION['AMP_user'] = $user;
                    break;
                }
                if (
                    !empty($amp_conf['AMP_ACCESS_DB_CREDS'])
                    && $username === $amp_conf['AMPDBUSER'] && $password === $amp_conf['AMPDBPASS']
                ) {
                    unset($no_auth);
                    $_SESSION['AMP_user'] = $user;
                    $_SESSION['AMP_user']->setAdmin();
                    break;
                }
                freepbx_log_security("Authentication failure for $username from " . $_SERVER['REMOTE_ADDR']);
            }
    }
}
if (isset($_SESSION['AMP_user'])) {
    define('FREEPBX_IS_AUTH', 'TRUE');
}
