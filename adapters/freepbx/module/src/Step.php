<?php

declare(strict_types=1);

namespace Ringlock\Freepbx;

use Ringlock\Portal\Answer;

/** How far a login has come: in, waiting for a code, or refused. */
final class Step
{
    /** @var string[]|null How the user proved who they are; null: not in. */
    public $amr;
    /** @var Answer|null A challenge, or what is to be set up first; null: neither. */
    public $challenge;
    /** @var string A code of Ringlock's API, or `not-proven`; '' where there is no problem. */
    public $problem;
    /** @var Answer|null */
    public $answer;

    /** @param string[]|null $amr */
    private function __construct(?array $amr, ?Answer $challenge, string $problem, ?Answer $answer)
    {
        $this->amr = $amr;
        $this->challenge = $challenge;
        $this->problem = $problem;
        $this->answer = $answer;
    }

    /** @param string[] $amr */
    public static function in(array $amr, Answer $answer): self
    {
        return new self($amr, null, '', $answer);
    }

    public static function waiting(Answer $challenge): self
    {
        return new self(null, $challenge, '', $challenge);
    }

    public static function refused(string $problem, ?Answer $answer = null): self
    {
        return new self(null, null, $problem, $answer);
    }
}
