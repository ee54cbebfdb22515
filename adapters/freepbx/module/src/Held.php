<?php

declare(strict_types=1);

namespace Ringlock\Freepbx;

use Ringlock\Portal\Answer;
use Ringlock\Portal\Base64Url;

/**
 * A login that waits for its code, in a slot of the session that FreePBX does not look at. It holds whom FreePBX has let in:
 * for the administration the AMP_user itself, for UCP the number of the user.
 */
final class Held
{
    private const SLOT = 'ringlock_held';
    /** Seconds. */
    private const LIFE = 600;

    /** @var array<string, mixed> */
    private $values;

    /** @param array<string, mixed> $values */
    private function __construct(array $values)
    {
        $this->values = $values;
    }

    /**
     * @param string               $kind    `admin` or `ucp`
     * @param string[]             $amr     how the user has come so far
     * @param array<string, mixed> $waiting what the gate needs to let the user in
     */
    public static function keep(
        string $kind,
        Account $account,
        string $nonce,
        array $amr,
        Answer $answer,
        array $waiting
    ): self {
        $held = new self([
            'kind' => $kind,
            'userKey' => $account->userKey,
            'name' => $account->name,
            'nonce' => $nonce,
            'amr' => $amr,
            'form' => Base64Url::random(),
            'until' => time() + self::LIFE,
            'challenge' => $answer->body,
            'enrolmentToken' => self::tokenIn($answer),
            'waiting' => $waiting,
        ]);
        $_SESSION[self::SLOT] = $held->values;
        return $held;
    }

    /** The same login with another challenge: its second factor was set up meanwhile. */
    public function renewed(Answer $answer): self
    {
        return self::keep(
            $this->text('kind'),
            $this->account(),
            $this->text('nonce'),
            $this->amr(),
            $answer,
            (array) $this->get('waiting')
        );
    }

    public function account(): Account
    {
        return Account::named($this->text('userKey'), $this->text('name'));
    }

    /** @return string[] */
    public function amr(): array
    {
        return array_values(array_filter((array) $this->get('amr'), 'is_string'));
    }

    public static function find(string $kind): ?self
    {
        $values = $_SESSION[self::SLOT] ?? null;
        if (!is_array($values) || ($values['kind'] ?? null) !== $kind) {
            return null;
        }
        if ((int) ($values['until'] ?? 0) <= time()) {
            self::drop();
            return null;
        }
        return new self($values);
    }

    public static function drop(): void
    {
        unset($_SESSION[self::SLOT]);
    }

    /** @return mixed */
    public function get(string $name)
    {
        return $this->values[$name] ?? null;
    }

    public function text(string $name): string
    {
        return (string) ($this->values[$name] ?? '');
    }

    /** @return mixed of what Ringlock said */
    public function challenge(string $name)
    {
        return $this->values['challenge'][$name] ?? null;
    }

    /** @return string[] */
    public function factors(): array
    {
        return array_values(array_filter((array) $this->challenge('factors'), 'is_string'));
    }

    /** Until when the password alone suffices, where the set-up is offered and not demanded; null: it is not offered. */
    public function graceEnds(): ?string
    {
        $enrolment = $this->challenge('status') === 'accepted' ? $this->challenge('enrolment') : null;
        $ends = is_array($enrolment) ? ($enrolment['graceEnds'] ?? null) : null;
        return is_string($ends) ? $ends : null;
    }

    /** @return mixed */
    public function waiting(string $name)
    {
        return $this->values['waiting'][$name] ?? null;
    }

    public function isForm(string $nonce): bool
    {
        return $nonce !== '' && hash_equals($this->text('form'), $nonce);
    }

    private static function tokenIn(Answer $answer): ?string
    {
        $token = $answer->body['error']['enrolmentToken'] ?? $answer->body['enrolmentToken'] ?? null;
        return is_string($token) ? $token : null;
    }
}
