<?php

/** token.php: the name and the value of a hidden field, both random, kept under a key. */
class token
{
    public function create(string $key): array
    {
        $token = ['name' => bin2hex(random_bytes(32)), 'hash' => bin2hex(random_bytes(32)), 'validated' => false];
        $_SESSION['tokens'][$key][] = $token;
        return $token;
    }

    public function validate(string $key, $value = ''): bool
    {
        foreach ($_SESSION['tokens'][$key] ?? [] as $place => $token) {
            if (hash_equals($token['hash'], (string) ($_REQUEST[$token['name']] ?? ''))) {
                $_SESSION['tokens'][$key][$place]['validated'] = true;
                return true;
            }
        }
        return false;
    }
}
