<?php

declare(strict_types=1);

namespace Ringlock\Freepbx;

/** Whom FreePBX lets in, and who that is to Ringlock. */
final class Account
{
    /** @var string `store:id` */
    public $userKey;
    /** @var string for pages and logs; it decides nothing */
    public $name;

    private function __construct(string $userKey, string $name)
    {
        $this->userKey = $userKey;
        $this->name = $name;
    }

    public static function named(string $userKey, string $name = ''): self
    {
        return new self($userKey, $name === '' ? $userKey : $name);
    }

    /** @param int|string $id of userman_users */
    public static function ofUserman(string $store, $id, string $name): self
    {
        return new self("$store:$id", $name);
    }

    /** @param string $username of ampusers, whose rows have no number: the name is the primary key */
    public static function ofAdministrator(string $store, string $username): self
    {
        return new self("$store:ampusers/$username", $username);
    }

    /**
     * null: this administrator is no user of Ringlock's, and may not come in. Database credentials, for one
     * (gui_auth.php:87-91): they make an administrator of somebody who is in no table.
     */
    public static function ofAmpUser(string $store, object $user): ?self
    {
        $name = is_string($user->username ?? null) ? $user->username : '';
        $mode = method_exists($user, 'getMode') ? $user->getMode() : 'database';
        if ($name === '') {
            return null;
        }
        $id = $user->id ?? null;
        if ($mode === 'usermanager' && is_numeric($id) && (int) $id > 0) {
            return self::ofUserman($store, (int) $id, $name);
        }
        // Without a number it is a row of ampusers, also where User Manager was asked first and is broken (ampuser.class.php).
        $stored = self::administrator($name);
        return $stored === null ? null : self::ofAdministrator($store, $stored);
    }

    /**
     * By the name alone, where the web server has checked it: an administrator first, as FreePBX does it. Two users of one
     * name in two directories are the same to FreePBX, which takes the first.
     */
    public static function byName(string $store, string $name): ?self
    {
        $stored = self::administrator($name);
        if ($stored !== null) {
            return self::ofAdministrator($store, $stored);
        }
        $user = \FreePBX::Userman()->getUserByUsername($name, null, false);
        return empty($user['id']) ? null : self::ofUserman($store, (int) $user['id'], (string) $user['username']);
    }

    private static function administrator(string $name): ?string
    {
        $found = \FreePBX::Database()->prepare('SELECT username FROM ampusers WHERE username = ?');
        $found->execute([$name]);
        $stored = $found->fetchColumn();
        return $stored === false ? null : (string) $stored;
    }
}
