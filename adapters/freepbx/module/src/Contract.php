<?php

declare(strict_types=1);

namespace Ringlock\Freepbx;

/**
 * What the gate takes for granted of FreePBX's own code, looked up there: another version may do it otherwise, and then a way in
 * could be open that this module takes for closed. Comments are left out before it is looked at.
 */
final class Contract
{
    /** File below AMPWEBROOT, a pattern, and what it means; modules that are not installed are passed over. */
    private const POINTS = [
        ['admin/bootstrap.php', '/gui_auth\.php.*bootstrap_include_hooks\(\s*[\'"]pre_module_load[\'"],\s*[\'"]all_mods[\'"]\s*\).*\$restrict_mods_local/s',
            'the gate runs after the login and before modules are left out'],
        ['admin/libraries/utility.functions.php', '/function bootstrap_include_hooks.*?require_once/s', 'the hook of module.xml is loaded'],
        ['admin/libraries/gui_auth.php', '/!isset\(\$_SESSION\[[\'"]AMP_user[\'"]\]\)/', 'who is in the administration is $_SESSION[AMP_user]'],
        ['admin/libraries/gui_auth.php', '/AMP_ACCESS_DB_CREDS/', 'the login by database credentials is where it was'],
        ['admin/libraries/ampuser.class.php', '/public \$id;.*function getMode/s', 'an administrator says which table they are in'],
        ['admin/libraries/BMO/Ajax.class.php', '/\$_SESSION\[[\'"]AMP_user[\'"]\]/', 'ajax.php goes by $_SESSION[AMP_user]'],
        ['admin/modules/ucp/htdocs/index.php', '/freepbx\.conf/', 'UCP loads FreePBX, and with it the gate'],
        ['admin/modules/ucp/htdocs/ajax.php', '/freepbx\.conf/', "UCP's ajax.php loads FreePBX, and with it the gate"],
        ['admin/modules/ucp/htdocs/includes/User.class.php', '/ucp_rememberme.*getModulesByMethod\(\s*[\'"]login[\'"].*Session->token/s',
            'UCP keeps a token in session and cookie, and tells modules of a login'],
        ['admin/modules/ucp/htdocs/includes/Session.class.php', '/[\'"]UCP_[\'"]\s*\.\s*\$id\s*\.\s*[\'"]_token[\'"]/', "the token of UCP's form is where it was"],
        ['admin/modules/ucp/Ucp.class.php', '/function getCombinedSettingByID\(\s*\$id,\s*\$module,\s*\$setting.*function storeToken\(\s*\$token,\s*\$uid,\s*\$address.*ucp_sessions/s',
            'a token is stored as the gate stores it'],
        ['admin/modules/ucp/Ucp.class.php', '/function checkCredentials\(\s*\$username,\s*\$password/', 'UCP checks passwords by this method'],
        ['admin/modules/ucp/htdocs/assets/js/ucp.js', '/data\.status.*location\.reload\(/s', "UCP's script loads the page anew after a login"],
        ['admin/modules/userman/Userman.class.php', '/function getUserByUsername\(.*function getCombinedModuleSettingByID\(/s', 'User Manager answers as before'],
        ['admin/modules/api/Oauth/Oauth.php', '/PasswordGrant.*[\'"]\/authorize[\'"].*[\'"]\/token[\'"]/s', 'the API gives tokens at these two addresses'],
    ];

    /** @return string[] the points that do not hold, in words */
    public static function broken(string $webRoot): array
    {
        $broken = [];
        foreach (self::POINTS as [$file, $pattern, $meaning]) {
            $isOptional = preg_match('#^admin/modules/([a-z]+)/#', $file, $module) === 1 && !is_dir("$webRoot/admin/modules/$module[1]");
            if ($isOptional) {
                continue;
            }
            if (preg_match($pattern, self::code("$webRoot/$file")) !== 1) {
                $broken[] = "$meaning ($file)";
            }
        }
        return $broken;
    }

    private static function code(string $file): string
    {
        $text = (string) @file_get_contents($file);
        if (substr($file, -4) !== '.php') {
            return $text;
        }
        $code = '';
        foreach (token_get_all($text) as $token) {
            $isComment = is_array($token) && in_array($token[0], [T_COMMENT, T_DOC_COMMENT], true);
            $code .= $isComment ? ' ' : (is_array($token) ? $token[1] : $token);
        }
        return $code;
    }
}
