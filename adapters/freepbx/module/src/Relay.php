<?php

declare(strict_types=1);

namespace Ringlock\Freepbx;

use Ringlock\Portal\Answer;
use Ringlock\Portal\Caller;
use Ringlock\Portal\Exchange;
use Ringlock\Portal\Settings;

/**
 * Passes the elements' calls on to Ringlock: `?ringlock=/api/v1/...` of the page they stand on. A login's calls go with the
 * portal's key, and only for the challenge that this session holds. The others bring a widget token and, as browsers send no
 * cookies with them, the ticket of a page that this host has made for a user: strangers do not get through to Ringlock.
 */
final class Relay
{
    private const LOGIN_CALLS = [
        '/api/v1/login/challenge', '/api/v1/login/trusted-device', '/api/v1/login/email-code', '/api/v1/login/reset',
    ];
    private const USER_CALLS = '#^/api/v1/(?:me|users|audit|settings|hardware)(?:[/?]|$)[A-Za-z0-9/?&=%._~:+,@-]*$#D';
    private const LONGEST_BODY = 5000000;
    private const PATIENCE_MS = 5000;
    /** Seconds for which a page can be open. */
    private const TICKET_LIFE = 43200;

    /** What comes after `ringlock=`, with a query of its own; null: nothing is asked of the relay. */
    public static function asked(): ?string
    {
        $query = Request::server('QUERY_STRING');
        return preg_match('#(?:^|&)ringlock=(/.*)$#sD', $query, $found) === 1 ? $found[1] : null;
    }

    /** What the elements of a page are given as `api`. */
    public static function base(Settings $settings, string $script): string
    {
        $ends = time() + self::TICKET_LIFE;
        return "$script?ringlock_ticket=$ends-" . self::sealOf($settings, (string) $ends) . '&ringlock=';
    }

    /** Whether a page of ours asks in the name of a user. */
    public static function hasTicket(Settings $settings): bool
    {
        $isTicket = preg_match('/^(\d{1,12})-([0-9a-f]{64})$/D', Request::text('ringlock_ticket'), $found) === 1;
        return $isTicket && (int) $found[1] > time() && hash_equals(self::sealOf($settings, $found[1]), $found[2]);
    }

    private static function sealOf(Settings $settings, string $ends): string
    {
        return hash_hmac('sha256', "ringlock-relay\n$ends", $settings->key());
    }

    public static function isUserCall(string $path): bool
    {
        // A dot in an escape is a dot to those who resolve the path on the way.
        return preg_match(self::USER_CALLS, $path) === 1 && strpos(str_ireplace('%2e', '.', $path), '..') === false;
    }

    public static function isLoginCall(string $path): bool
    {
        return Request::isPost() && in_array($path, self::LOGIN_CALLS, true);
    }

    /** The body of a call about the challenge that is held; null: it is about another, or makes no sense. @return array<string, mixed>|null */
    public static function loginBody(Held $held): ?array
    {
        $body = json_decode((string) file_get_contents('php://input', false, null, 0, 65536), true);
        $challenge = is_array($body) ? ($body['challenge'] ?? null) : null;
        return is_string($challenge) && $challenge === $held->challenge('challenge') ? $body : null;
    }

    /** Ends the request with what Ringlock says to a user who is logged in. */
    public static function user(Settings $settings, string $path): void
    {
        $token = self::bearer();
        if (!self::isUserCall($path) || $token === null) {
            self::send(new Answer(401, ['error' => ['code' => 'unauthenticated', 'message' => 'No widget token.']]));
            return;
        }
        $text = (string) file_get_contents('php://input', false, null, 0, self::LONGEST_BODY);
        $body = $text === '' ? null : json_decode($text);
        $exchange = new Exchange($settings, Caller::ofRequest(), $token, self::header('HTTP_IF_MATCH'));
        $address = $settings->addresses()[0];
        self::send($exchange->run(Request::server('REQUEST_METHOD'), $address . $path, $body, self::PATIENCE_MS), $exchange->received);
    }

    /** @param string $text the body as it came, in which an empty object is no empty list; '' where it was not kept */
    public static function send(Answer $answer, string $text = ''): void
    {
        $body = $answer->status === 0 ? ['error' => ['code' => 'unavailable', 'message' => 'Ringlock does not answer.']] : $answer->body;
        if ($answer->retryAfter() > 0) {
            header('Retry-After: ' . $answer->retryAfter());
        }
        if ($answer->status === 204) {
            http_response_code(204);
            exit;
        }
        Page::data($answer->status === 0 ? 503 : $answer->status, $body, $answer->status === 0 ? '' : $text);
    }

    private static function bearer(): ?string
    {
        $value = self::header('HTTP_AUTHORIZATION');
        if ($value === '' && function_exists('getallheaders')) {
            $headers = array_change_key_case(getallheaders());
            $value = (string) ($headers['authorization'] ?? '');
        }
        return preg_match('/^Bearer +([A-Za-z0-9._~+\/=-]{1,4096})$/D', $value, $found) === 1 ? $found[1] : null;
    }

    private static function header(string $name): string
    {
        $value = Request::server($name);
        return preg_match('/^[\x21-\x7e ]{0,4200}$/D', $value) === 1 ? $value : '';
    }
}
