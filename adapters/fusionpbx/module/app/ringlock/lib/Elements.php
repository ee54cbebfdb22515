<?php

declare(strict_types=1);

namespace Ringlock\FusionPBX;

use Ringlock\Portal\Fault;
use Ringlock\Portal\Settings;

/** Ringlock's elements in pages of FusionPBX: where browsers find them, and what they are told. */
final class Elements
{
    /** @var string Where browsers reach Ringlock: a path of FusionPBX's own origin, or an address. */
    private $api;

    public function __construct(Settings $settings)
    {
        // Each domain has an origin of its own; a path serves them all.
        $path = (string) parse_url($settings->publicUrl(), PHP_URL_PATH);
        $this->api = $settings->text('browser_url', $path === '' ? $settings->publicUrl() : $path);
    }

    /** For a Content-Security-Policy; '': FusionPBX's own. */
    public function origin(): string
    {
        return preg_match('#^https?://[^/\s;,]+#', $this->api, $found) === 1 ? $found[0] : '';
    }

    /** What login.js makes an element of; without scripts it is nothing. */
    public function forLogin(HeldLogin $held): string
    {
        $told = ['api' => $this->api, 'token' => $held->formToken, 'asked' => $held->asked];
        return '<script type="application/json" id="ringlock-held">' . self::json($told) . '</script>' . $this->script('login.js');
    }

    /** What a page of FusionPBX's shows of Ringlock, for the user who is logged in. */
    public static function page(string $tag, string $name, Texts $texts): string
    {
        $title = '<div class="action_bar" id="action_bar"><div class="heading"><b>' . $texts->html("menu-$name") . '</b></div></div>';
        $style = '<link rel="stylesheet" href="' . Texts::escape(Host::path('/app/ringlock/resources/ringlock.css')) . '">';
        try {
            $elements = new self(Settings::read(Host::settingsFile()));
        } catch (Fault $fault) {
            Host::log(LOG_ERR, 'Ringlock: ' . $fault->getMessage());
            return $title . $style . '<p class="ringlock ringlock-problem">' . $texts->html('unavailable') . '</p>';
        }
        $api = Texts::escape($elements->api);
        $tokenUrl = Texts::escape(Host::path('/app/ringlock/token.php'));
        // FusionPBX's pages are light, whatever the browser's colours are.
        return "$title$style<div class=\"ringlock\" {$texts->language()}><p>{$texts->html("$name-intro")}</p>"
            . "<$tag api=\"$api\" token-url=\"$tokenUrl\" theme=\"light\"></$tag></div>"
            . "<script type=\"module\" src=\"$api/widgets/ringlock.js\"></script>";
    }

    private function script(string $name): string
    {
        return '<script type="module" src="' . Texts::escape(Host::path("/app/ringlock/resources/$name")) . '"></script>';
    }

    /** @param array<string, mixed> $value */
    private static function json(array $value): string
    {
        return (string) json_encode($value, JSON_HEX_TAG | JSON_HEX_AMP | JSON_THROW_ON_ERROR);
    }
}
