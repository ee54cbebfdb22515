<?php

declare(strict_types=1);

namespace Ringlock\Freepbx;

use Ringlock\Portal\Settings;

/** Ways into FreePBX that ask for no code as this host is set up. Those that every FreePBX has are in docs/freepbx.md. */
final class OpenWays
{
    /** Modules with logins of their own, which check a password and ask no gate. */
    private const OWN_LOGINS = ['cxpanel', 'xmpp', 'softphones', 'sangomaconnect', 'zulu', 'restapps', 'isymphony'];

    /** @var object */
    private $freepbx;

    public function __construct(object $freepbx)
    {
        $this->freepbx = $freepbx;
    }

    /** @return array<int, array{text: string, do: string}> */
    public function all(Settings $settings): array
    {
        return array_merge($this->withoutAnchor(), $this->ownLogins(), $this->apiPasswords($settings));
    }

    /** @return array<int, array{text: string, do: string}> */
    public function withoutAnchor(): array
    {
        return (new Anchor($this->freepbx))->isSet()
            ? []
            : [self::way('While this module is disabled, upgraded or missing, passwords alone let in.', 'fwconsole ringlock anchor')];
    }

    /** @return array<int, array{text: string, do: string}> */
    public function ownLogins(): array
    {
        $ways = [];
        foreach (self::OWN_LOGINS as $module) {
            if ($this->freepbx->Modules->checkStatus($module)) {
                $ways[] = self::way("The module $module has a login of its own that asks for no code.", 'Disable it, or keep it from the internet.');
            }
        }
        return $ways;
    }

    /** @return array<int, array{text: string, do: string}> */
    public function apiPasswords(Settings $settings): array
    {
        return $settings->isOn('api_password')
            ? [self::way('The API takes passwords without a code: api_password is on.', 'Use client credentials, and take api_password out.')]
            : [];
    }

    /** @return array{text: string, do: string} */
    private static function way(string $text, string $do): array
    {
        return ['text' => $text, 'do' => $do];
    }
}
