<?php

/**
 * Prints what the classes in a folder name and nobody has: classes of ours in `new` and in types, methods and constants of
 * `Name::`. PHP itself says so only when it comes past. Usage: php php-names.php PORTAL-FOLDER FOLDER
 */

declare(strict_types=1);

[, $portal, $folder] = $argv;
require_once "$portal/autoload.php";
spl_autoload_register(static function (string $class) use ($folder): void {
    $file = "$folder/" . basename(str_replace('\\', '/', $class)) . '.php';
    if (is_file($file)) {
        require_once $file;
    }
});

function isOurs(string $name): bool
{
    return strncmp($name, 'Ringlock\\', 9) === 0;
}

/** @return string[] */
function unknownNames(string $file): array
{
    $tokens = array_values(array_filter(PhpToken::tokenize(file_get_contents($file)), static fn ($token) => !$token->isIgnorable()));
    $text = static fn (int $i): string => $tokens[$i]->text ?? '';
    $imported = [];
    $space = $class = '';
    $unknown = [];
    foreach ($tokens as $i => $token) {
        if ($token->is(T_NAMESPACE)) {
            $space = $text($i + 1);
        } elseif ($token->is(T_USE) && isOurs($text($i + 1))) {
            $imported[basename(str_replace('\\', '/', $text($i + 1)))] = $text($i + 1);
        } elseif ($token->is(T_CLASS) && $tokens[$i + 1]->is(T_STRING)) {
            $class = "$space\\" . $text($i + 1);
            if (!class_exists($class)) {
                return ["$class is not loaded from $file"];
            }
        }
        $whole = static fn (string $name): string => in_array($name, ['self', 'static'], true) ? $class : ($imported[$name] ?? "$space\\$name");
        if ($token->is(T_NEW) && $tokens[$i + 1]->is(T_STRING) && !class_exists($whole($text($i + 1)))) {
            $unknown[] = "$file:$token->line: new {$text($i + 1)}";
        }
        if (!$token->is(T_DOUBLE_COLON) || !$tokens[$i - 1]->is([T_STRING, T_STATIC]) || !$tokens[$i + 1]->is(T_STRING)) {
            continue;
        }
        [$name, $member] = [$whole($text($i - 1)), $text($i + 1)];
        $isThere = class_exists($name) && ($text($i + 2) === '(' ? method_exists($name, $member) : (new ReflectionClass($name))->hasConstant($member));
        if (!$isThere) {
            $unknown[] = "$file:$token->line: {$text($i - 1)}::$member";
        }
    }
    foreach ($class === '' ? [] : (new ReflectionClass($class))->getMethods() as $method) {
        foreach ([$method->getReturnType(), ...array_map(static fn ($parameter) => $parameter->getType(), $method->getParameters())] as $type) {
            $name = $type instanceof ReflectionNamedType ? $type->getName() : '';
            if (isOurs($name) && !class_exists($name)) {
                $unknown[] = "$file: {$method->getName()} names $name";
            }
        }
    }
    return $unknown;
}

foreach (glob("$folder/*.php") as $file) {
    if (preg_match('/^namespace /m', file_get_contents($file)) === 1) {
        echo implode('', array_map(static fn ($line) => "$line\n", unknownNames($file)));
    }
}
