<?php

declare(strict_types=1);

namespace Ringlock\Freepbx;

/** The module's words, by gettext in the language that FreePBX has chosen (set_language, before the gate). */
final class Texts
{
    private const DOMAIN = 'ringlock';

    /** @var bool */
    private static $isBound = false;

    /** @param string|int ...$values for `%s` and `%d` */
    public static function say(string $text, ...$values): string
    {
        if (function_exists('dgettext')) {
            if (!self::$isBound) {
                bindtextdomain(self::DOMAIN, dirname(__DIR__) . '/i18n');
                bind_textdomain_codeset(self::DOMAIN, 'UTF-8');
                self::$isBound = true;
            }
            $text = dgettext(self::DOMAIN, $text);
        }
        return $values === [] ? $text : vsprintf($text, $values);
    }

    /** As HTML has it in `lang`: `pt-BR`. */
    public static function language(): string
    {
        $locale = (string) setlocale(LC_MESSAGES, '0');
        return preg_match('/^([a-z]{2,3})(?:_([A-Z]{2}))?/', $locale, $found) === 1
            ? $found[1] . (isset($found[2]) ? "-$found[2]" : '')
            : 'en';
    }

    public static function direction(): string
    {
        return strncmp(self::language(), 'ar', 2) === 0 ? 'rtl' : 'ltr';
    }
}
