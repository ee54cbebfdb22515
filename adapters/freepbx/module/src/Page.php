<?php

declare(strict_types=1);

namespace Ringlock\Freepbx;

/** Whole answers of the gate's own: each ends the request. */
final class Page
{
    /**
     * @param array<string, mixed> $value
     * @param string               $text  the same as JSON already
     */
    public static function data(int $status, array $value, string $text = ''): void
    {
        self::headers($status, 'application/json', "default-src 'none'");
        exit($text !== '' && json_decode($text) !== null ? $text : (string) json_encode($value, JSON_UNESCAPED_SLASHES | JSON_UNESCAPED_UNICODE | JSON_INVALID_UTF8_SUBSTITUTE));
    }

    /** To a script as data, to a person as a page. */
    public static function refuse(int $status, string $title, string $text, int $retryAfter = 0): void
    {
        if ($retryAfter > 0) {
            header("Retry-After: $retryAfter");
        }
        if (Request::wantsData()) {
            self::data($status, ['status' => false, 'message' => "$title $text", 'error' => $title]);
        }
        $again = self::escape(self::here());
        self::html($status, $title, '<p>' . self::escape($text) . "</p><p><a href=\"$again\">"
            . self::escape(Texts::say('Try again')) . '</a></p>');
    }

    public static function redirect(): void
    {
        self::headers(303, 'text/plain', "default-src 'none'");
        header('Location: ' . self::here());
        exit;
    }

    /** @param string $script of the page's own, which may load modules of this host alone */
    public static function html(int $status, string $title, string $content, string $script = ''): void
    {
        $nonce = base64_encode(random_bytes(16));
        self::headers($status, 'text/html', "default-src 'none'; style-src 'nonce-$nonce' 'self'; script-src 'nonce-$nonce' 'self'; "
            . "connect-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'");
        $style = self::style();
        $script = $script === '' ? '' : "<script type=\"module\" nonce=\"$nonce\">$script</script>";
        $title = self::escape($title);
        $language = Texts::language();
        $direction = Texts::direction();
        exit("<!doctype html>\n<html lang=\"$language\" dir=\"$direction\"><head><meta charset=\"utf-8\">"
            . "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>$title</title>"
            . "<link rel=\"icon\" href=\"data:,\"><style nonce=\"$nonce\">$style</style></head>"
            . "<body><main><h1 data-without-element>$title</h1>$content</main>$script</body></html>\n");
    }

    public static function escape(string $text): string
    {
        return htmlspecialchars($text, ENT_QUOTES | ENT_SUBSTITUTE, 'UTF-8');
    }

    /** This script, without what was asked of it. */
    public static function here(): string
    {
        $path = Request::server('SCRIPT_NAME');
        return preg_match('#^/[A-Za-z0-9/._~-]*$#D', $path) === 1 && strncmp($path, '//', 2) !== 0 ? $path : '/';
    }

    private static function headers(int $status, string $type, string $policy): void
    {
        while (ob_get_level() > 0) {
            ob_end_clean();
        }
        http_response_code($status);
        header("Content-Type: $type; charset=utf-8");
        header("Content-Security-Policy: $policy");
        header('Cache-Control: no-store');
        header('X-Content-Type-Options: nosniff');
        header('X-Frame-Options: DENY');
        // With no-referrer, browsers send Origin: null, and FreePBX's own calls want a Referer.
        header('Referrer-Policy: same-origin');
    }

    private static function style(): string
    {
        return 'main>:first-child,h1[hidden]+p{margin-top:0}body{margin:0 .75rem;font:16px/1.5 system-ui,sans-serif;color:#1f2933;background:#f3f5f7}'
            . 'main{box-sizing:border-box;width:min(100%,30rem);margin:8vh auto;padding:1.75rem;background:#fff;border:1px solid #d5dbe1;border-radius:8px}'
            . 'h1{font-size:1.375rem;margin:0 0 1rem}form.plain{display:grid;gap:.75rem;margin:0 0 .75rem}.plain label{display:grid;gap:.25rem}'
            . '.plain label.line{display:flex;gap:.5rem;align-items:center}'
            . '.plain :is(input[type=text],select,button){font:inherit;padding:.5rem .75rem;border:1px solid #67737e;border-radius:6px;color:inherit}'
            . '.plain button{cursor:pointer;background:#fff}.plain button.primary{background:#1b5fa7;border-color:#1b5fa7;color:#fff}'
            // The page is the frame already.
            . ':is(ringlock-login,ringlock-enrolment){--ringlock-width:none}:is(ringlock-login,ringlock-enrolment)::part(panel){padding:0;border:0;background:none}'
            . '.problem{color:#a11818}.muted{color:#55606b;font-size:.9375rem}a{color:#1b5fa7}'
            . ':focus-visible{outline:2px solid #1b5fa7;outline-offset:2px}[hidden]{display:none}'
            . '@media(prefers-color-scheme:dark){body{color:#e6eaee;background:#12171c}main{background:#1b2229;border-color:#36414c}'
            . '.plain :is(input[type=text],select,button){background:#12171c;border-color:#8592a0}.plain button.primary{background:#7db8f2;border-color:#7db8f2;color:#0b1117}'
            . '.problem{color:#ff9c9c}.muted{color:#aab5c0}a{color:#8cc2f7}}';
    }
}
