<?php

class message
{
    public static function add(string $text, string $mood = 'default', $delay = null): void
    {
        $_SESSION['messages'][$mood][] = $text;
    }
}
