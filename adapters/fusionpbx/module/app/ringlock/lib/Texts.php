<?php

declare(strict_types=1);

namespace Ringlock\FusionPBX;

/** What the module says, in the language that FusionPBX has chosen for this browser, from app_languages.php. */
final class Texts
{
    /** @var array<string, string> */
    private $texts;

    public function __construct()
    {
        $this->texts = array_filter((array) (new \text())->get(null, 'app/ringlock'), 'is_string');
    }

    /** A text that is missing is its own name, so that a page is shown nevertheless. */
    public function get(string $name): string
    {
        return $this->texts["ringlock-$name"] ?? $name;
    }

    public function has(string $name): bool
    {
        return isset($this->texts["ringlock-$name"]);
    }

    public function html(string $name): string
    {
        return self::escape($this->get($name));
    }

    /** Attributes of an element that holds these texts: FusionPBX says that every page is English. */
    public function language(): string
    {
        $tag = $this->get('lang');
        return 'lang="' . self::escape($tag) . '"' . ($tag === 'ar' ? ' dir="rtl"' : '');
    }

    public static function escape(string $text): string
    {
        return htmlspecialchars($text, ENT_QUOTES | ENT_SUBSTITUTE, 'UTF-8');
    }
}
