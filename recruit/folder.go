package recruit

// The type in this file is what recruit.yaml of a municipality's folder decodes
// into: what recruit's own words are called there.

// FolderRecruit is recruit.yaml.
type FolderRecruit struct {
	// Documents join what recruit writes and receives with rows of the document
	// plan and letter templates.
	Documents []FolderDocument `yaml:"documents" check:"required"`
	Roles     FolderRoles      `yaml:"roles" check:"required"`
	// Process is the process that a vacancy runs in, also one that another
	// system sends. Without one, such a vacancy stays with its owner.
	Process string `yaml:"process"`
	// AnswerDays are the working days the union has to answer.
	AnswerDays int `yaml:"answer_days"`
	// WithdrawDays are the working days an applicant who was refused to be
	// withheld has to withdraw before the list goes out.
	WithdrawDays int `yaml:"withdraw_days"`
	// Sender is the address that letters to applicants come from.
	Sender string `yaml:"sender" check:"required"`
}

// FolderDocument is one kind of document.
type FolderDocument struct {
	Kind     Kind   `yaml:"kind" check:"required,refer=recruit.kind"`
	Type     string `yaml:"type" check:"required,refer=record.document-type"`
	Template string `yaml:"template"`
	// Ground is the rule that the letter cites as decision.ground and list.ground.
	Ground string `yaml:"ground" check:"refer=record.ground"`
}

// FolderRoles name the roles that recruit gives or tells.
type FolderRoles struct {
	Committee string `yaml:"committee" check:"required,refer=access.role"`
	Union     string `yaml:"union" check:"required,refer=access.role"`
	HR        string `yaml:"hr" check:"required,refer=access.role"`
}
