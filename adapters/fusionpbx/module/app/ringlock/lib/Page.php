<?php

declare(strict_types=1);

namespace Ringlock\FusionPBX;

use Ringlock\Portal\Settings;

/** The pages of a login that is not over. Each ends the request; the return types are for PHP alone. */
final class Page
{
    /** What is told rather than complained of. */
    private const NOTES = ['mailed-code', 'mailed-link'];

    /** Asks for the code, or to set up a second factor. @return array<string, mixed> */
    public static function ask(HeldLogin $held, Settings $settings, string $message = '', int $retryAfter = 0): array
    {
        $texts = new Texts();
        $elements = new Elements($settings);
        $body = $held->isEnrolment() ? self::enrolment($held, $texts) : self::codeForm($held, $texts, $message);
        $title = $texts->html($held->isEnrolment() ? 'title-enrolment' : 'title-code');
        $say = self::message($texts, $message, $retryAfter);
        self::send(self::statusOf($message), $texts, $title, $say . $body . $elements->forLogin($held), $elements->origin());
    }

    /** The login is over, and begins anew with the password. @return array<string, mixed> */
    public static function refused(string $reason, int $status, int $retryAfter = 0): array
    {
        $texts = new Texts();
        $body = self::message($texts, $texts->has($reason) ? $reason : 'unavailable', $retryAfter)
            . '<p><a href="' . Texts::escape(Host::path('/login.php')) . '">' . $texts->html('start-over') . '</a></p>';
        self::send($status === 0 ? 503 : $status, $texts, $texts->html('title-refused'), $body);
    }

    /** Something is set up wrong or away: nobody gets in, and the page says how operators do. @return array<string, mixed> */
    public static function closed(string $why): array
    {
        Host::log(LOG_ERR, "Ringlock: nobody gets in: $why");
        Host::forgetLogin();
        $texts = new Texts();
        $file = '<code>touch ' . Texts::escape(Bypass::file()) . '</code>';
        $body = '<p class="ringlock-problem" role="alert">' . $texts->html('closed') . '</p><p>'
            . str_replace('{file}', $file, $texts->html('closed-way-out')) . '</p><p><a href="' . Texts::escape(Host::path('/login.php')) . '">'
            . $texts->html('start-over') . '</a></p>';
        self::send(503, $texts, $texts->html('title-refused'), $body);
    }

    /** For programs. @return array<string, mixed> */
    public static function plain(string $text, int $status): array
    {
        http_response_code($status);
        header('Content-Type: text/plain; charset=utf-8');
        header('Cache-Control: no-store');
        echo $text;
        exit;
    }

    /** Told on the page that FusionPBX shows after the login. */
    public static function invite(): void
    {
        $texts = new Texts();
        $link = '<a href="' . Texts::escape(Host::path('/app/ringlock/ringlock.php')) . '">' . $texts->html('menu-account') . '</a>';
        \message::add(str_replace('{link}', $link, $texts->html('invited')), 'default', 10000);
    }

    private static function codeForm(HeldLogin $held, Texts $texts, string $message): string
    {
        $factors = $held->factors();
        $chosen = in_array($message, ['mailed-code'], true) ? 'email-code' : ($factors[0] ?? 'totp');
        $sent = $_POST['ringlock_factor'] ?? null;
        $chosen = $message !== 'mailed-code' && in_array($sent, $factors, true) ? $sent : $chosen;
        $options = '';
        foreach ($factors as $factor) {
            $selected = $factor === $chosen ? ' selected' : '';
            $options .= '<option value="' . Texts::escape($factor) . "\"$selected>" . $texts->html("factor-$factor") . '</option>';
        }
        $trust = is_int($held->asked['trustFor'] ?? null)
            ? '<label class="ringlock-check"><input type="checkbox" name="ringlock_trust" value="1"> '
                . str_replace('{days}', (string) max(1, intdiv($held->asked['trustFor'], 86400)), $texts->html('trust')) . '</label>'
            : '';
        $button = static function (string $what, string $class = '') use ($texts): string {
            return "<button name=\"ringlock\" value=\"$what\" class=\"$class\" formnovalidate>" . $texts->html("button-$what") . '</button>';
        };
        return self::form(
            $held,
            'ringlock-plain',
            '<label>' . $texts->html('factor') . " <select name=\"ringlock_factor\">$options</select></label>"
                . '<label>' . $texts->html('code') . ' <input name="ringlock_code" maxlength="64" autocomplete="one-time-code" autocapitalize="off"'
                . ' spellcheck="false" required autofocus></label>' . $trust . $button('code', 'ringlock-primary')
                . (in_array('email-code', $factors, true) ? $button('email-code') : '')
                . (!empty($held->asked['canReset']) ? $button('reset') : '') . $button('cancel')
        );
    }

    private static function enrolment(HeldLogin $held, Texts $texts): string
    {
        $cancel = '<button name="ringlock" value="cancel">' . $texts->html('button-cancel') . '</button>';
        $noScripts = $texts->html('enrolment-scripts');
        $graceEnds = $held->graceEnds();
        if ($graceEnds === null) {
            return '<p>' . $texts->html('enrolment-intro') . "</p><noscript><p class=\"ringlock-problem\">$noScripts</p></noscript>"
                . self::form($held, 'ringlock-leave', $cancel);
        }
        $until = str_replace('{time}', date('Y-m-d H:i', (int) strtotime($graceEnds)), $texts->html('offer'));
        $later = '<button name="ringlock" value="later" class="ringlock-primary">' . $texts->html('button-later') . '</button>';
        return self::form($held, 'ringlock-plain', "<p>$until</p><noscript><p>$noScripts</p></noscript>$later$cancel");
    }

    private static function form(HeldLogin $held, string $id, string $fields): string
    {
        return "<form method=\"post\" id=\"$id\" action=\"" . Texts::escape(Host::path('/login.php'))
            . "\"><input type=\"hidden\" name=\"ringlock_token\" value=\"$held->formToken\">$fields</form>";
    }

    private static function message(Texts $texts, string $message, int $retryAfter): string
    {
        if ($message === '') {
            return '';
        }
        $text = str_replace('{seconds}', (string) $retryAfter, $texts->html($texts->has($message) ? $message : 'unavailable'));
        return in_array($message, self::NOTES, true)
            ? "<p class=\"ringlock-note\" role=\"status\">$text</p>"
            : "<p class=\"ringlock-problem\" role=\"alert\">$text</p>";
    }

    private static function statusOf(string $message): int
    {
        switch ($message) {
            case '':
            case 'mailed-code':
            case 'mailed-link':
                return 200;
            case 'throttled':
                return 429;
            case 'unavailable':
                return 503;
            case 'code-missing':
                return 422;
            default:
                return 401;
        }
    }

    /** @return never */
    private static function send(int $status, Texts $texts, string $title, string $body, string $origin = ''): void
    {
        http_response_code($status);
        header('Content-Type: text/html; charset=utf-8');
        header('Cache-Control: no-store');
        header('X-Frame-Options: DENY');
        header('Referrer-Policy: same-origin');
        header("Content-Security-Policy: default-src 'none'; script-src 'self' $origin; connect-src 'self' $origin; style-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'");
        $style = Texts::escape(Host::path('/app/ringlock/resources/ringlock.css'));
        echo "<!doctype html>\n<html {$texts->language()}>\n<meta charset=\"utf-8\">\n"
            . "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>$title</title>\n"
            . "<link rel=\"stylesheet\" href=\"$style\">\n<main class=\"ringlock\"><h1>$title</h1>\n$body\n</main>\n</html>\n";
        exit;
    }
}
