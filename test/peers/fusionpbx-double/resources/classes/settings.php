<?php

/** settings.php 100-330: defaults, what a domain says in their place, what a user adds. */
class settings
{
    private array $values = [];
    private database $database;
    private string $domain;
    private string $user;

    public function __construct(array $given = [])
    {
        $this->database = $given['database'] ?? database::new();
        $this->domain = $given['domain_uuid'] ?? '';
        $this->user = $given['user_uuid'] ?? '';
        $this->take('default', 'true', []);
        if ($this->domain !== '') {
            $this->take('domain', 'domain_uuid = :of', ['of' => $this->domain]);
            if ($this->user !== '') {
                $this->take('user', 'user_uuid = :of', ['of' => $this->user]);
            }
        }
    }

    private function take(string $kind, string $condition, array $parameters): void
    {
        $rows = $this->database->select(
            "select * from v_{$kind}_settings where $condition and {$kind}_setting_enabled::text = 'true' order by {$kind}_setting_order",
            $parameters
        );
        $at = fn (array $row, string $column) => $row["{$kind}_setting_$column"];
        // 270: a domain's array replaces the default one; a user's is added.
        foreach ($kind === 'domain' ? $rows : [] as $row) {
            if ($at($row, 'name') === 'array') {
                $this->values[$at($row, 'category')][$at($row, 'subcategory')] = [];
            }
        }
        foreach ($rows as $row) {
            $value = $at($row, 'value');
            $place = &$this->values[$at($row, 'category')][$at($row, 'subcategory')];
            if ($at($row, 'name') === 'array') {
                $place[] = $value;
            } else {
                $place = $at($row, 'name') === 'boolean' ? filter_var($value, FILTER_VALIDATE_BOOLEAN) : $value;
            }
            unset($place);
        }
    }

    public function database(): database
    {
        return $this->database;
    }

    public function get(?string $category = null, ?string $subcategory = null, $otherwise = null)
    {
        return $this->values[$category][$subcategory] ?? $otherwise;
    }
}
