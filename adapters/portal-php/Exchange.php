<?php

declare(strict_types=1);

namespace Ringlock\Portal;

/** One HTTP request to one address of Ringlock, in bounded time and space. Follows no redirect and uses no proxy. */
final class Exchange
{
    /** Bytes of an answer. */
    private const LONGEST_ANSWER = 262144;
    private const CONNECT_MS = 1500;
    /** With less than this, a Ringlock that is well may be too slow. */
    private const ENOUGH_MS = 500;

    /** @var Settings */
    private $settings;
    /** @var Caller */
    private $caller;
    /** @var string The body of the answer, as it came. */
    public $received = '';
    /** @var string[] */
    private $setCookies = [];
    /** @var int|null Seconds by which the other clock is ahead; null: it did not say. */
    public $clockOffset;
    /** @var bool Whether Ringlock may have acted on it. */
    public $wasSent = false;
    /** @var bool Whether it was given so little time that its end says nothing of the address. */
    public $ranShort = false;
    /** @var string */
    private $bearer;
    /** @var string */
    private $ifMatch;

    /** @param string|null $token a user's widget token, in place of the portal's key */
    public function __construct(Settings $settings, Caller $caller, ?string $token = null, string $ifMatch = '')
    {
        $this->settings = $settings;
        $this->caller = $caller;
        $this->bearer = $token ?? $settings->key();
        $this->ifMatch = $ifMatch;
    }

    /** @param mixed $body null: none */
    public function run(string $method, string $url, $body, int $timeoutMs): Answer
    {
        $text = $body === null ? null : json_encode($body, JSON_UNESCAPED_SLASHES | JSON_UNESCAPED_UNICODE);
        if ($text === false) {
            // Names and passwords that are not UTF-8 are no user's; Ringlock would refuse them, too.
            return new Answer(400, ['error' => ['code' => 'invalid', 'message' => 'not UTF-8']]);
        }
        $handle = curl_init();
        curl_setopt_array($handle, $this->options($method, $url, $text, $timeoutMs));
        $done = curl_exec($handle);
        // A connection that was never ready, TLS included, has carried nothing.
        $this->wasSent = curl_getinfo($handle, CURLINFO_PRETRANSFER_TIME) > 0;
        $this->ranShort = curl_errno($handle) === CURLE_OPERATION_TIMEDOUT && $timeoutMs < self::ENOUGH_MS;
        $status = (int) curl_getinfo($handle, CURLINFO_RESPONSE_CODE);
        if ($done === false || $status === 0) {
            return Answer::none(curl_error($handle));
        }
        $value = json_decode($this->received, true);
        return new Answer($status, is_array($value) ? $value : [], $this->cookies());
    }

    /** @return array<int, mixed> */
    private function options(string $method, string $url, ?string $text, int $timeoutMs): array
    {
        $options = [
            CURLOPT_URL => $url,
            CURLOPT_CUSTOMREQUEST => $method,
            // curl would wait for the body that the answer to a HEAD only announces.
            CURLOPT_NOBODY => $method === 'HEAD',
            CURLOPT_HTTPHEADER => $this->headers(),
            CURLOPT_CONNECTTIMEOUT_MS => max(1, min($timeoutMs, self::CONNECT_MS)),
            CURLOPT_TIMEOUT_MS => max(1, $timeoutMs),
            // Without it, timeouts below a second fail at once where curl resolves names with signals.
            CURLOPT_NOSIGNAL => true,
            CURLOPT_FOLLOWLOCATION => false,
            CURLOPT_PROTOCOLS => CURLPROTO_HTTP | CURLPROTO_HTTPS,
            CURLOPT_PROXY => '',
            CURLOPT_SSL_VERIFYPEER => true,
            CURLOPT_SSL_VERIFYHOST => 2,
            CURLOPT_SSLVERSION => CURL_SSLVERSION_TLSv1_2,
            CURLOPT_WRITEFUNCTION => function ($handle, string $piece): int {
                $this->received .= $piece;
                return strlen($this->received) > self::LONGEST_ANSWER ? 0 : strlen($piece);
            },
            CURLOPT_HEADERFUNCTION => function ($handle, string $line): int {
                $this->readHeader($line);
                return strlen($line);
            },
        ];
        if ($text !== null && $method !== 'HEAD') {
            $options[CURLOPT_POSTFIELDS] = $text;
        }
        if ($this->settings->caFile() !== null) {
            $options[CURLOPT_CAINFO] = $this->settings->caFile();
        }
        return $options;
    }

    /** @return string[] */
    private function headers(): array
    {
        $headers = [
            'Authorization: Bearer ' . $this->bearer,
            'Content-Type: application/json',
            'Accept: application/json',
            // curl would wait for a 100 Continue in front of longer bodies.
            'Expect:',
        ];
        if ($this->ifMatch !== '') {
            $headers[] = 'If-Match: ' . $this->ifMatch;
        }
        if ($this->caller->address !== null) {
            $headers[] = 'X-Forwarded-For: ' . $this->caller->address;
        }
        if ($this->caller->userAgent !== '') {
            $headers[] = 'User-Agent: ' . $this->caller->userAgent;
        }
        $cookies = [];
        foreach ($this->caller->cookies as $name => $value) {
            $cookies[] = "$name=$value";
        }
        return $cookies === [] ? $headers : array_merge($headers, ['Cookie: ' . implode('; ', $cookies)]);
    }

    private function readHeader(string $line): void
    {
        [$name, $value] = array_pad(explode(':', trim($line), 2), 2, '');
        switch (strtolower($name)) {
            case 'set-cookie':
                $this->setCookies[] = trim($value);
                break;
            case 'date':
                $time = strtotime(trim($value));
                $this->clockOffset = $time === false ? null : $time - time();
        }
    }

    /** @return array<string, array{value: string, seconds: int}> */
    private function cookies(): array
    {
        $cookies = [];
        foreach ($this->setCookies as $line) {
            if (preg_match('/^([^=;]+)=([^;]*)(?:;.*?)?;\s*Max-Age=(\d{1,9})(?:;|$)/i', $line, $found) !== 1) {
                continue;
            }
            [, $name, $value, $seconds] = $found;
            if (Caller::isOurs($value, $name)) {
                $cookies[$name] = ['value' => $value, 'seconds' => (int) $seconds];
            }
        }
        return $cookies;
    }
}
