<?php

declare(strict_types=1);

namespace Ringlock\Portal;

/** What Ringlock answered to a call; where it did not answer at all, an answer without a status. */
final class Answer
{
    /** @var int 0: Ringlock did not answer */
    public $status;
    /** @var array<string, mixed> */
    public $body;
    /** @var array<string, array{value: string, seconds: int}> Cookies for the browser, by name: the host passes them on. */
    public $cookies;
    /** @var string Why it did not answer, for the log. */
    public $why;

    /**
     * @param array<string, mixed>                              $body
     * @param array<string, array{value: string, seconds: int}> $cookies
     */
    public function __construct(int $status, array $body, array $cookies = [], string $why = '')
    {
        $this->status = $status;
        $this->body = $body;
        $this->cookies = $cookies;
        $this->why = $why;
    }

    public static function none(string $why): self
    {
        return new self(0, [], [], $why);
    }

    public function isOk(): bool
    {
        return $this->status >= 200 && $this->status < 300;
    }

    /** A code of Ringlock's API; `unavailable` too where there was no answer or one that is not Ringlock's. null: no error. */
    public function errorCode(): ?string
    {
        if ($this->isOk()) {
            return null;
        }
        $code = $this->body['error']['code'] ?? null;
        return is_string($code) && $code !== '' ? $code : 'unavailable';
    }

    /** Seconds to wait before the next attempt. */
    public function retryAfter(): int
    {
        $seconds = $this->body['error']['retryAfter'] ?? 0;
        return is_int($seconds) ? max(0, $seconds) : 0;
    }

    /** A text of the body; '' where there is none. */
    public function text(string $name): string
    {
        $value = $this->body[$name] ?? null;
        return is_string($value) ? $value : '';
    }

    /**
     * Passes the cookies on to the browser of this request, for a path of the host's own: scripts cannot read them, and no other
     * site's page can have them sent.
     */
    public function sendCookies(string $path): void
    {
        foreach ($this->cookies as $name => $cookie) {
            setcookie($name, $cookie['value'], [
                'expires' => time() + $cookie['seconds'],
                'path' => $path,
                'secure' => true,
                'httponly' => true,
                'samesite' => 'Strict',
            ]);
        }
    }
}
