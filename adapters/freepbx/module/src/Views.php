<?php

declare(strict_types=1);

namespace Ringlock\Freepbx;

use Ringlock\Portal\Fault;

/** What stands on FreePBX's own pages: the elements, whose calls go through this host. */
final class Views
{
    /** The administration's page of the module. */
    public static function administration(): string
    {
        $doctor = '<h3>' . Page::escape(Texts::say('Ways in')) . '</h3>' . self::findings();
        return '<div class="container-fluid"><h1>' . Page::escape(Texts::say('Second factor')) . '</h1>'
            . self::element('ringlock-admin-status', 'config.php', 'modules/ringlock/assets/widgets') . $doctor . '</div>';
    }

    /** Of one user in User Manager: how their second factor stands, as the administrator who looks may see it. */
    public static function userTab(int $id): string
    {
        return '<p><strong>' . Page::escape(self::stateOf($id)) . '</strong></p>'
            . '<p>' . Page::escape(Texts::say('The second factor of this user is managed on the page of Ringlock.')) . '</p>'
            . '<p><a href="config.php?display=ringlock">' . Page::escape(Texts::say('Second factor')) . '</a></p>';
    }

    private static function stateOf(int $id): string
    {
        $mark = $_SESSION['AMP_user']->ringlock ?? [];
        try {
            $settings = Place::settings();
            $user = (new Elements($settings))->userAsSeenBy((string) ($mark['userKey'] ?? ''), $settings->userStore() . ":$id");
        } catch (Fault $fault) {
            return $fault->getMessage();
        }
        switch ($user === null ? null : $user->text('state')) {
            case 'enabled':
                return Texts::say('Set up');
            case 'locked':
                return Texts::say('Locked');
            case 'required':
                return Texts::say('Has to be set up');
            case null:
            case '':
                return Texts::say('Ringlock does not say');
            default:
                return Texts::say('Not set up');
        }
    }

    /** A tab in UCP's settings. */
    public static function account(): string
    {
        return self::element('ringlock-account', 'index.php', 'modules/Ringlock/assets/widgets');
    }

    private static function element(string $name, string $script, string $widgets): string
    {
        try {
            $api = Page::escape(Relay::base(Place::settings(), $script));
        } catch (Fault $fault) {
            return '<p class="alert alert-danger">' . Page::escape($fault->getMessage()) . '</p>';
        }
        $language = Texts::language();
        $direction = Texts::direction();
        // FreePBX's pages are light, whatever the browser's colours are.
        return "<script type=\"module\" src=\"$widgets/ringlock.js\"></script>"
            . "<div lang=\"$language\" dir=\"$direction\" style=\"font-size:16px\">"
            . "<$name api=\"$api\" token-url=\"$script?ringlock=/token\" theme=\"light\"></$name></div>";
    }

    private static function findings(): string
    {
        $rows = '';
        foreach ((new Doctor(\FreePBX::create()))->findings(false) as $finding) {
            $sign = ['ok' => 'success', 'warning' => 'warning', 'fault' => 'danger'][$finding['state']] ?? 'info';
            $rows .= "<li class=\"list-group-item list-group-item-$sign\">" . Page::escape($finding['text'])
                . ($finding['do'] === '' ? '' : '<br><small>' . Page::escape($finding['do']) . '</small>') . '</li>';
        }
        return "<ul class=\"list-group\">$rows</ul>";
    }
}
